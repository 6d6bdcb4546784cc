import type { MatchView } from '#http/contract/matches.ts'
import { StatusBadge } from '../../components/status-badge.tsx'

/** How the two came onto the list. */
export const KIND_WORDS = {
  suggestion: 'They look alike',
  several: 'Several records fit',
  'duplicate-rule': 'Salesforce calls them duplicates',
} as const satisfies Record<MatchView['kind'], string>

export function MatchState({ match: { state, joinedAt } }: { readonly match: MatchView }) {
  if (state === 'open') return <StatusBadge tone="warn">To decide</StatusBadge>
  if (state === 'rejected') return <StatusBadge tone="quiet">Two people</StatusBadge>
  return joinedAt === null ? (
    <StatusBadge tone="plain">One person, being joined</StatusBadge>
  ) : (
    <StatusBadge tone="good">Joined</StatusBadge>
  )
}
