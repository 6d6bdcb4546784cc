import type { RequestHandler } from 'express'
import { HttpError } from '../problem.ts'

const LOCAL = ['127.0.0.1', 'localhost', '[::1]']
/** Probes are sent to whatever address the machine has, and their answer holds nothing. */
const PROBES = ['/healthz', '/readyz']

/**
 * Answers only to names that are ours. A page of another site can point its own name at 127.0.0.1 and would then be
 * same-origin with Tandem in the browser (DNS rebinding); its requests still carry that name in `Host`.
 *
 * @param publicUrl address under which people reach Tandem, when it is not this machine.
 */
export function allowHosts(publicUrl: URL | undefined): RequestHandler {
  const allowed = new Set(publicUrl === undefined ? LOCAL : [...LOCAL, publicUrl.hostname])
  return (req, _res, next) => {
    const host = hostname(req.headers.host)
    if ((host !== null && allowed.has(host)) || PROBES.includes(req.path)) return next()
    next(
      new HttpError({
        status: 421,
        code: 'HOST_NOT_ALLOWED',
        message: 'Tandem was addressed by a host name that it does not know.',
        remedy: 'Set TANDEM_PUBLIC_URL to the address that people use, or open it as http://127.0.0.1.',
      }),
    )
  }
}

function hostname(header: string | undefined): string | null {
  if (header === undefined || /[/@?#\\]/.test(header)) return null
  return URL.parse(`http://${header}`)?.hostname ?? null
}
