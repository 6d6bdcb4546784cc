import { randomUUID } from 'node:crypto'
import type { Env } from '#config/env.ts'
import type { AccessDeps } from '#http/api-deps.ts'
import type { Log } from '#ports/log.ts'
import { notifierFrom } from './notifier.ts'

/** Mails links by the server of the alerts. null: there is none, or nobody to send as. */
export function linkMailer(env: Pick<Env, 'SMTP_URL' | 'ALERTS_FROM'>, log: Pick<Log, 'warn'>): AccessDeps['mail'] {
  if (env.SMTP_URL === undefined || env.ALERTS_FROM === undefined) return null
  const notifier = notifierFrom({}, env)
  return async ({ to, subject, text }) => {
    const message = { id: randomUUID(), subject, text, link: null, payload: null }
    const outcome = await notifier.send({ type: 'email', to: [to] }, message)
    if (!outcome.ok) log.warn({ reason: outcome.reason }, 'a link could not be mailed')
    return outcome.ok ? 'sent' : 'failed'
  }
}
