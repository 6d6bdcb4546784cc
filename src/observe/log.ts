import pino from 'pino'
import type { Log } from '#ports/log.ts'

/** Field names whose values are never written, at any depth the product logs. */
const SECRET = ['token', 'accessToken', 'password', 'secret', 'clientSecret', 'privateKey', 'authorization', 'cookie']

/**
 * JSON lines on standard error, so that standard output stays for the result of a command.
 * The only importer of pino.
 */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log & pino.Logger {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' } }, pino.destination({ fd: 2, sync: false }))
}
