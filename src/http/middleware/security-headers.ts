import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * No script but our own files. Styles may be inline because Mantine sets CSS variables in `style` attributes and a
 * `<style>` element: https://mantine.dev/styles/css-variables/ and https://mantine.dev/theming/mantine-provider/.
 *
 * @param publicUrl with https, browsers are told to stay on https; on a plain loopback address that would lock people out.
 */
export function securityHeaders(publicUrl: URL | undefined): RequestHandler {
  const https = publicUrl?.protocol === 'https:'
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
}
