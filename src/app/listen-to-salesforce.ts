import type { EventSource } from '#ports/events.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Scope } from './scope.ts'
import { sortEvents, type Interest } from './sort-events.ts'
import type { HintTaker } from './take-hints.ts'

interface ListenTools {
  readonly source: EventSource
  /** Objects whose changes are to be heard. */
  readonly objects: readonly string[]
  readonly interest: Interest
  readonly hints: HintTaker
  /** Polls Salesforce at once. */
  readonly askNow: () => Promise<void>
  readonly signal: AbortSignal
}

const placeOf = (channel: string): Stream => ({ side: 'salesforce', object: channel })

/**
 * Hears of changes in Salesforce as they happen, until told to stop. Everything heard is a hint that goes into the inbox; the
 * place in the stream is saved with it, so that a restart goes on there. What was missed, and deletions, which do not tell a
 * merged record from a deleted one, are asked for by a poll.
 */
export async function listenToSalesforce(scope: Scope, tools: ListenTools): Promise<void> {
  const { source, objects, interest, hints, signal } = tools
  const { connection, log } = scope
  const askNow = (): void => {
    tools.askNow().catch((error: unknown) => log.warn({ err: error }, 'Salesforce could not be polled at once'))
  }
  await source.listen({
    objects,
    positions: await savedPlaces(
      scope,
      objects.map((object) => source.channelOf(object)),
    ),
    signal,
    take: async ({ channel, events, position }) => {
      const gone = events.filter((event) => event.kind === 'deleted')
      const others = events.filter((event) => event.kind !== 'deleted')
      const sorted = sortEvents(others, interest, 'change-events')
      const counts = { ...sorted.counts, 'change-events': events.length }
      const place = { stream: placeOf(channel), at: position }
      await hints.take({ connection: connection.id, hints: sorted.hints, counts, position: place })
      if (gone.length > 0) askNow()
    },
    onNews: ({ channel, state, detail }) => {
      const facts = { connection: connection.id, channel, detail }
      if (state === 'listening') log.info(facts, 'listening for changes in Salesforce')
      else if (state === 'interrupted')
        log.info(facts, 'the stream of changes ended and is opened again; polling goes on')
      else if (state === 'refused') log.warn(facts, 'Salesforce refuses this stream of changes; polling goes on')
      else {
        log.warn(facts, 'changes were missed in the stream; polling finds them')
        askNow()
      }
    },
  })
}

async function savedPlaces(scope: Scope, channels: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const places = new Map<string, number>()
  for (const channel of channels) {
    const at = (await scope.store.inbox.cursor(scope.connection.id, placeOf(channel)))?.['position']
    if (typeof at === 'number') places.set(channel, at)
  }
  return places
}
