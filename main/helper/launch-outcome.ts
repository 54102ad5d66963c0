// What becomes of a program that was to start the helper.

export type LaunchOutcome =
  /** The service manager says that it has started it; the helper is not our child. */
  | { is: 'handed-over' }
  /** The helper, or the program before it, has ended. `detail`: its last words. */
  | { is: 'ended'; status: number | null; detail: string | null }
  /** The person closed the question for a password. */
  | { is: 'dismissed' }
  /** A policy refused, nobody could ask, or what was to be run is missing: pkexec's last words tell. */
  | { is: 'refused'; detail: string | null }
  /** The built program is not there. */
  | { is: 'not-installed'; path: string }
