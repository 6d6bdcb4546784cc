import type { Channel } from '#domain/alerts/types.ts'

/** A message as people will read it. */
export interface Message {
  /** Stable over repeats: Message-ID of a mail, `Idempotency-Key` of a request. Receivers that look at it see one message. */
  readonly id: string
  readonly subject: string
  /** Plain text, lines separated by "\n". */
  readonly text: string
  /** The record to open; null: none. */
  readonly link: string | null
  /** For signed webhooks: the facts as JSON. */
  readonly payload: unknown
}

export type SendOutcome =
  | { readonly ok: true }
  /** `retry`: later (network, 5xx, 429 with its wait). `park`: the address or its credentials are wrong; somebody has to mend it. */
  | {
      readonly ok: false
      readonly disposition: 'retry' | 'park'
      readonly retryAfterMs: number | null
      readonly reason: string
    }

/** Sends one message to one channel. Never throws for what a remote does; secrets are resolved from the environment by the adapter. */
export interface Notifier {
  send(channel: Channel, message: Message): Promise<SendOutcome>
}
