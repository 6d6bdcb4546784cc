import { CHANGE_EVENT_OBJECTS } from '#connectors/salesforce/change-event.ts'
import { createChangeEvents } from '#connectors/salesforce/events.ts'
import { listenToSalesforce } from '#app/listen-to-salesforce.ts'
import type { Scope } from '#app/scope.ts'
import type { Interest } from '#app/sort-events.ts'
import type { HintTaker } from '#app/take-hints.ts'
import { canonicalJson } from '#domain/canonical.ts'
import type { Jobs } from '#ports/jobs.ts'
import type { LiveScope } from './live-scope.ts'
import { interestOf } from './webhooks.ts'

export interface Listener {
  /** Hangs up; what was heard is written down. */
  close(): Promise<void>
}

/** Listens to the change events of one connection's org until it is closed. */
export function listenTo(
  running: { readonly scope: Scope; readonly hints: HintTaker; readonly jobs: Pick<Jobs, 'enqueue'> },
  access: Omit<Parameters<typeof createChangeEvents>[0], 'clock'>,
): Listener {
  const { scope, hints, jobs } = running
  const connectionId = scope.connection.id
  const interest = interestOf(scope, 'salesforce')
  const stop = new AbortController()
  const listening = listenToSalesforce(scope, {
    source: createChangeEvents({ ...access, clock: scope.clock }),
    objects: CHANGE_EVENT_OBJECTS.filter((object) => interest.fields.has(object)),
    interest,
    hints,
    askNow: () => jobs.enqueue('capture-salesforce-changes', { connectionId }),
    signal: stop.signal,
  }).catch((error: unknown) => {
    scope.log.error({ err: error }, 'changes in Salesforce are no longer listened for; polling goes on')
  })
  return {
    close: async () => {
      stop.abort()
      await listening
    },
  }
}

/** Listens as the config that is in force asks for it: one that looks at other objects or fields has the streams opened anew. */
export function keepListening(
  { live, ...tools }: { readonly live: LiveScope; readonly hints: HintTaker; readonly jobs: Pick<Jobs, 'enqueue'> },
  access: Parameters<typeof listenTo>[1],
): Listener {
  let listener = listenTo({ ...tools, scope: live.current() }, access)
  let heard = printOf(interestOf(live.current(), 'salesforce'))
  let turn = Promise.resolve()
  let ended = false
  live.onChange((scope) => {
    const wanted = printOf(interestOf(scope, 'salesforce'))
    if (wanted === heard) return
    heard = wanted
    turn = turn.then(async () => {
      await listener.close()
      // The place in the stream is saved: what happens meanwhile is heard afterwards.
      if (!ended) listener = listenTo({ ...tools, scope: live.current() }, access)
    })
  })
  return {
    close: async () => {
      ended = true
      await turn
      await listener.close()
    },
  }
}

const printOf = ({ fields }: Interest): string =>
  canonicalJson([...fields].map(([object, names]) => [object, names === 'any' ? names : [...names].toSorted()]))
