// What becomes of a program that was to start the helper.

export type LaunchOutcome =
  /** The service manager says that it has started it; the helper is not our child. */
  | { is: 'handed-over' }
  /** The helper, or the program before it, has ended. `detail`: its last words. */
  | { is: 'ended'; status: number | null; detail: string | null }
  /** The person closed the question for a password; a policy refused, or nobody could ask. */
  | { is: 'dismissed' }
  | { is: 'refused' }
  /** The built program is not there. */
  | { is: 'not-installed'; path: string }
