// Why the helper could not start: one sentence of what happened, one of what to do.

export class StartError extends Error {
  override readonly name = 'StartError'
  readonly remedy: string

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options)
    this.remedy = remedy
  }
}

/** What the kernel said when the data path was opened. */
export function dataPathError(error: unknown, tun: string, port: number): StartError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const options = { cause: error }
  switch (code) {
    case 'EADDRINUSE':
      return new StartError(
        `UDP port ${port} is taken by another program`,
        'see which with "ss -ulpn", or set another under network.port',
        options,
      )
    case 'EBUSY':
      return new StartError(
        `the interface ${tun} exists already: another helper runs here`,
        'end it, or give this one another name under network.tun',
        options,
      )
    case 'EPERM':
    case 'EACCES':
      return new StartError(
        `the interface ${tun} may not be made: the right CAP_NET_ADMIN is missing`,
        'start the helper as root, or as a service with that right',
        options,
      )
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
      return new StartError(
        'this kernel offers no TUN device',
        'load it with "modprobe tun"; in a container, pass /dev/net/tun in',
        options,
      )
    default:
      return new StartError(`the data path could not be opened: ${message}`, 'see the log', options)
  }
}

/** What the file system said of one of the helper's folders. */
export function folderError(error: unknown, folder: string, option: string): StartError {
  const { code, message } = error as NodeJS.ErrnoException
  const problem =
    code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
      ? `${folder} may not be written`
      : `${folder} cannot be used: ${message}`
  return new StartError(problem, `make it writable, or give another with ${option}`, {
    cause: error,
  })
}
