import { createHmac } from 'node:crypto'
import type { Message, SendOutcome } from '#ports/notifier.ts'
import type { Variables } from './address.ts'
import { variable, webhookAddress } from './address.ts'
import { park, post } from './post.ts'
import type { PostTools } from './post.ts'

/** Shorter ones can be guessed. */
const SECRET_LENGTH = 16

/** Hex HMAC-SHA256 over `<timestamp>.<body>`: who has the secret can tell that Tandem sent it, and when. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')

/** POST of the facts as JSON, signed; docs/alerts.md says how a receiver checks it. */
export function sendToWebhook(
  tools: PostTools,
  variables: Variables,
  channel: { readonly urlFrom: string; readonly secretFrom: string },
  message: Message,
): Promise<SendOutcome> | SendOutcome {
  const { urlFrom, secretFrom } = channel
  const url = webhookAddress(variables, urlFrom)
  if ('reason' in url) return park(url.reason)
  const secret = variable(variables, secretFrom, 'the secret with which messages are signed')
  if ('reason' in secret) return park(secret.reason)
  if (secret.value.length < SECRET_LENGTH)
    return park(`the secret in ${secretFrom} is too short: it needs ${SECRET_LENGTH} characters at least`)
  const body = JSON.stringify({ subject: message.subject, text: message.text, ...Object(message.payload) })
  const timestamp = String(Math.floor(tools.now() / 1000))
  const headers = {
    'idempotency-key': message.id,
    'tandem-timestamp': timestamp,
    'tandem-signature': `v1=${signatureOf(secret.value, timestamp, body)}`,
  }
  return post(tools, { url: url.value, body, headers, urlFrom })
}
