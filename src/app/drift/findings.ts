import type { DriftProblem } from '#ports/store/drifts.ts'
import type { Stream } from '#ports/store/inbox.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'

/** Problems kept with a check; the rest is counted. */
const KEPT = 500
/** A change this young may be on its way, and the search index behind it. */
const YOUNG_MS = 5 * 60_000

export const isYoung = (scope: Scope, modifiedAt: number): boolean => scope.clock.now() - modifiedAt < YOUNG_MS

/** Gathers what a check finds; among those kept come unexplained problems first, then those that wait for a person. */
export function createFindings() {
  const explained: DriftProblem[] = []
  const forPeople: DriftProblem[] = []
  const unexplained: DriftProblem[] = []
  const heal = new Set<string>()
  const reported = new Set<string>()
  let inAll = 0
  let strange = 0
  return {
    explain(stream: Stream, recordId: string, reason: string, detail: string): void {
      inAll += 1
      const kept = reason === 'parked' ? forPeople : explained
      if (kept.length < KEPT) kept.push({ ...stream, recordId, reason, detail, explained: 'yes' })
    },
    /** @param contactId who is looked at again for it; null: nothing mends it by itself. */
    wonder(stream: Stream, recordId: string, what: { reason: string; detail: string; contactId: string | null }): void {
      // The same record may look odd from several sides.
      if (reported.has(`${stream.object} ${recordId}`)) return
      reported.add(`${stream.object} ${recordId}`)
      inAll += 1
      strange += 1
      const { reason, detail, contactId } = what
      if (contactId !== null) heal.add(contactId)
      if (unexplained.length < KEPT) unexplained.push({ ...stream, recordId, reason, detail, explained: 'no' })
    },
    /** Puts those who can be mended into the inbox. @returns how many. */
    async heal(scope: Scope): Promise<number> {
      await scope.store.inbox.add(scope.connection.id, CONTACTS, [...heal], 'drift', scope.clock.now(), 'backfill')
      return heal.size
    },
    result: () => ({
      problems: [...unexplained, ...forPeople, ...explained].slice(0, KEPT),
      problemsInAll: inAll,
      unexplained: strange,
    }),
  }
}

export type Findings = ReturnType<typeof createFindings>
