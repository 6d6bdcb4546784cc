/** A Bayeux message as sent by a client: anything may be missing. https://docs.cometd.org/current7/reference/#_bayeux */
export interface ClientMessage {
  readonly channel?: unknown
  readonly id?: unknown
  readonly clientId?: unknown
  readonly connectionType?: unknown
  readonly subscription?: unknown
  readonly advice?: unknown
  readonly ext?: unknown
}

export type Reply = Readonly<Record<string, unknown>>

/** What a client is told to do next. */
export const ADVICE = {
  handshake: { reconnect: 'handshake', interval: 0 },
  none: { reconnect: 'none', interval: 0 },
} as const

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** The messages of a body: one or a list. Null when it is neither. */
export function readMessages(body: string): readonly ClientMessage[] | null {
  try {
    const parsed = JSON.parse(body) as unknown
    const messages: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
    return messages.every((entry) => typeof entry === 'object' && entry !== null) ? (messages as ClientMessage[]) : null
  } catch {
    return null
  }
}

function idOf(message: ClientMessage): Reply {
  return message.id === undefined ? {} : { id: message.id }
}

export function granted(message: ClientMessage, more: Reply = {}): Reply {
  return { clientId: message.clientId, channel: message.channel, ...idOf(message), ...more, successful: true }
}

export function refused(message: ClientMessage, error: string, more: Reply = {}): Reply {
  return { ...more, channel: message.channel, ...idOf(message), error, successful: false }
}

/**
 * A handshake fails with one error whatever the cause; the cause stands in ext.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/streaming_handling_errors.htm
 */
export function handshakeDenied(message: ClientMessage, failureReason: string): Reply {
  return refused(message, '403::Handshake denied', {
    ext: { sfdc: { failureReason }, replay: true, 'payload.format': true },
    advice: { reconnect: 'none' },
  })
}

/** The session is gone: time-out, restart or never there. */
export function unknownClient(message: ClientMessage): Reply {
  return refused(message, '403::Unknown client', { advice: ADVICE.handshake })
}
