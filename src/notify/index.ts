import type { Notifier } from '#ports/notifier.ts'
import type { Variables } from './address.ts'
import { sendMail, smtpTransport } from './email.ts'
import type { MailSettings, MailTransport } from './email.ts'
import type { Http, PostTools } from './post.ts'
import { sendToSlack } from './slack.ts'
import { sendToTeams } from './teams.ts'
import { sendToWebhook } from './webhook.ts'

/** One message, from connecting to the last word of the answer. */
const TIME_LIMIT_MS = 10_000

export interface NotifierOptions {
  /** The environment: addresses and secrets of channels are looked up in it by the names that the config gives. */
  readonly variables: Variables
  readonly mail: MailSettings
  readonly timeLimitMs?: number
  /** Default `fetch`. */
  readonly http?: Http
  /** Default: the server of `mail.smtpUrl`. */
  readonly transport?: MailTransport
  readonly now?: () => number
}

/** Sends messages to every type of channel. A new type: one file beside this, one line below. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { variables, mail, timeLimitMs = TIME_LIMIT_MS } = options
  const tools: PostTools = { http: options.http ?? fetch, timeLimitMs, now: options.now ?? (() => Date.now()) }
  const transport = options.transport ?? (mail.smtpUrl === undefined ? null : smtpTransport(mail.smtpUrl, timeLimitMs))
  return {
    send: async (channel, message) => {
      switch (channel.type) {
        case 'slack':
          return sendToSlack(tools, variables, channel, message)
        case 'teams':
          return sendToTeams(tools, variables, channel, message)
        case 'email':
          return sendMail(transport, mail, channel, message)
        case 'webhook':
          return sendToWebhook(tools, variables, channel, message)
      }
    },
  }
}
