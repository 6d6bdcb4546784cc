import type { Alert, AlertFacts, AlertsConfig } from '#domain/alerts/types.ts'
import type { Message, Notifier, SendOutcome } from '#ports/notifier.ts'
import type { AlertStore, StoredDelivery } from '#ports/store/alerts.ts'
import type { Channel } from '#domain/alerts/types.ts'

export const FACTS: AlertFacts = {
  lead: 'Ada Bell',
  company: 'Orrin',
  reason: 'asked for a demo',
  deadline: '2026-03-02T13:30 (America/New_York)',
  owner: 'Ann First',
  urgency: 'high',
  campaign: 'Webinar',
  policy: 'standard',
  link: 'https://app.hubspot.com/contacts/1/record/0-1/2?a=1&b=2',
}

/** A breach of Ada's clock. */
export const alert = (
  id: string,
  over: Partial<Omit<Alert, 'facts'>> & { readonly facts?: Partial<AlertFacts> } = {},
): Alert => ({
  id,
  kind: 'breach',
  at: 0,
  linkId: `link-${id}` as Alert['linkId'],
  handoffId: `handoff-${id}`,
  ownerEmail: 'ann@sales.example',
  managerEmail: 'mia@sales.example',
  alsoTo: [],
  ...over,
  facts: { ...FACTS, ...over.facts },
})

export const alertsConfig = (over: Partial<AlertsConfig> = {}): AlertsConfig => ({
  channels: {},
  rules: [],
  grouping: { windowSeconds: 60, most: 5 },
  keepDays: 90,
  templates: {},
  ...over,
})

type Kept = { -readonly [K in keyof StoredDelivery]: StoredDelivery[K] } & { by: string | null; until: number }

/** What the port promises of one connection, in memory. */
export function alertsInMemory(): AlertStore & { readonly all: () => readonly StoredDelivery[] } {
  const alerts = new Map<string, Alert>()
  const rows = new Map<string, Kept>()
  const held = (worker: string, ids: readonly string[]): readonly Kept[] =>
    ids.flatMap((id) => {
      const row = rows.get(id)
      return row !== undefined && row.by === worker && row.state === 'waiting' ? [row] : []
    })
  const end = (row: Kept, change: Partial<Kept>): void => void Object.assign(row, { by: null, until: 0, ...change })
  const inOrder = (): readonly Kept[] =>
    [...rows.values()].toSorted((a, b) => a.alert.at - b.alert.at || (a.id < b.id ? -1 : 1))
  return {
    all: inOrder,
    add: async (_, added, now) => {
      for (const { alert: one, channels } of added) {
        if (alerts.has(one.id)) continue
        alerts.set(one.id, one)
        for (const channel of channels) {
          const id = `${one.id}/${channel}`
          const fresh = { attempts: 0, nextTryAt: now, messageId: null, sentAt: null, note: null, by: null, until: 0 }
          rows.set(id, { id, alert: one, channel, state: 'waiting', ...fresh })
        }
      }
    },
    lease: async (_, worker, now, until, limit) => {
      const due = inOrder().filter((row) => row.state === 'waiting' && row.nextTryAt <= now && row.until <= now)
      return due.slice(0, limit).map((row) => ({ ...Object.assign(row, { by: worker, until }) }))
    },
    assign: async (_, worker, messages) => {
      for (const { messageId, deliveries } of messages)
        for (const row of held(worker, deliveries)) row.messageId ??= messageId
    },
    sent: async (_, worker, ids, at) => {
      for (const row of held(worker, ids)) end(row, { state: 'sent', sentAt: at, note: null })
    },
    retry: async (_, worker, later) => {
      for (const { id, nextTryAt, note } of later)
        for (const row of held(worker, [id])) end(row, { attempts: row.attempts + 1, nextTryAt, note })
    },
    park: async (_, worker, ids, note) => {
      for (const row of held(worker, ids)) end(row, { state: 'parked', attempts: row.attempts + 1, note })
    },
    resume: async (_, channel, now) => {
      const parked = inOrder().filter((row) => row.state === 'parked' && ['all', row.channel].includes(channel))
      for (const row of parked) end(row, { state: 'waiting', attempts: 0, nextTryAt: now })
      return parked.length
    },
    sentSince: async (_, since) => {
      const sent = inOrder().filter((row) => row.sentAt !== null && row.sentAt >= since)
      return new Map([...Map.groupBy(sent, ({ channel }) => channel)].map(([channel, of]) => [channel, of.length]))
    },
    byHandoffs: async (_, ids) => inOrder().filter((row) => ids.includes(row.alert.handoffId ?? '')),
    newest: async (_, limit) => inOrder().toReversed().slice(0, limit),
    page: async (_, { limit }) =>
      inOrder()
        .toReversed()
        .slice(0, limit)
        .map((row) => ({ ...row, position: [row.alert.at, row.id] })),
    count: async () => ({
      all: rows.size,
      parked: inOrder().filter(({ state }) => state === 'parked').length,
    }),
    forget: async (_, before, limit) => {
      const isOld = ({ id, at }: Alert): boolean =>
        at < before && inOrder().every((row) => row.alert.id !== id || row.state !== 'waiting')
      const old = [...alerts.values()].filter(isOld).slice(0, limit)
      const gone = inOrder().filter((row) => old.some(({ id }) => id === row.alert.id))
      for (const { id } of old) alerts.delete(id)
      for (const { id } of gone) rows.delete(id)
      return { alerts: old.length, parked: gone.filter(({ state }) => state === 'parked').length }
    },
    lastOf: async (_, kinds) =>
      [...alerts.values()].filter(({ kind }) => kinds.includes(kind)).toSorted((a, b) => b.at - a.at)[0] ?? null,
  }
}

/** A notifier that writes down what it is given and answers as it is told. */
export function recordingNotifier(
  answer: (channel: Channel, message: Message) => SendOutcome | Promise<SendOutcome> = () => ({ ok: true }),
): Notifier & { readonly sent: { readonly channel: Channel; readonly message: Message }[] } {
  const sent: { readonly channel: Channel; readonly message: Message }[] = []
  return {
    sent,
    send: async (channel, message) => {
      sent.push({ channel, message })
      return answer(channel, message)
    },
  }
}
