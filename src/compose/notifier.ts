import type { Env } from '#config/env.ts'
import { createNotifier } from '#notify/index.ts'
import type { Notifier } from '#ports/notifier.ts'

/** @param variables the environment, in which channels look up the names that the config gives; empty: nothing can be sent. */
export const notifierFrom = (
  variables: Readonly<Record<string, string | undefined>>,
  env: Pick<Env, 'SMTP_URL' | 'ALERTS_FROM'> | null = null,
): Notifier => createNotifier({ variables, mail: { smtpUrl: env?.SMTP_URL, from: env?.ALERTS_FROM } })
