// What each answer tells the browser to allow: the pages' own files and their own channel, and nothing else. Pure.

/** @param authority our own, `127.0.0.1:PORT` */
export function responseHeaders(authority: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    `connect-src 'self' ws://${authority}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(), geolocation=(), microphone=(), usb=(), serial=(), hid=(), clipboard-read=()',
    // A token may be in the address, and the pages change with each build.
    'Cache-Control': 'no-store',
  }
}
