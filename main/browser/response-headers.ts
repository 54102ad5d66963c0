// What each answer tells a browser, or Electron, to allow: the pages' own files and their own channel, and nothing else:
// no inline script or style, no other origin, no frame. Pure.

/** @param channel where pages may connect to, as a policy has it (`connect-src`) */
export function responseHeaders(channel: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    `connect-src ${channel}`,
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
