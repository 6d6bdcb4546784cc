import type { CompanyData, OwnerRow } from '#sandbox/company/types.ts'

/** The rep with the most people who wait for an answer, so that there is something to try; null: the company has no rep. */
export function busiestRep({ owners, replay }: Pick<CompanyData, 'owners' | 'replay'>): OwnerRow | null {
  const waiting = Map.groupBy(
    replay.filter(({ outcome }) => outcome === 'untouched'),
    ({ repEmail }) => repEmail,
  )
  const [first] = owners
    .filter(({ role }) => role === 'rep')
    .toSorted((a, b) => (waiting.get(b.email)?.length ?? 0) - (waiting.get(a.email)?.length ?? 0))
  return first ?? null
}
