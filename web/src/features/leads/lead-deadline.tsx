import { Text } from '@mantine/core'
import type { LeadRow } from '#http/contract/leads.ts'
import { Due } from '../../components/due.tsx'
import { AlertIcon, CheckIcon, PauseIcon } from '../../components/icons.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { readable } from '../../words.ts'
import { formatWorking, standingOf } from './lead-words.ts'

/** Whether there is nothing to be answered any more; then the deadline says what became of it. */
export const isOver = ({ state, clock }: LeadRow): boolean =>
  state === 'rejected' ||
  (clock !== null && (clock.stoppedAt !== null || clock.state === 'met' || clock.state === 'breached_completed'))

/** The deadline of a lead that is to be answered, else what became of it. */
export function LeadDeadline({ lead }: { readonly lead: LeadRow }) {
  const { clock } = lead
  if (lead.state === 'rejected') return <Returning lead={lead} />
  if (clock === null) return <Text size="sm">No deadline</Text>
  const { dueAt, state } = clock
  if (dueAt === null && !isOver(lead))
    return (
      <Text size="sm" component="div">
        {readable(clock.name)}: on hold, {formatWorking(clock.remainingSeconds)} of working time when it goes on
      </Text>
    )
  if (dueAt === null || isOver(lead))
    return (
      <div>
        <Standing lead={lead} />
        {clock.stoppedAt === null ? null : (
          <Text size="xs" c="dimmed" component="div">
            <When at={clock.stoppedAt} />
          </Text>
        )}
      </div>
    )
  return (
    <div>
      <Due at={dueAt} />
      <Text size="xs" c="dimmed" component="div">
        {readable(clock.name)}
        {state === 'breached' ? '' : `: ${formatWorking(clock.remainingSeconds)} of working time`}
      </Text>
    </div>
  )
}

const ICONS = { bad: <AlertIcon size={13} />, good: <CheckIcon size={13} />, quiet: <PauseIcon size={13} /> } as const

/** In words, with a sign beside the colour. */
export function Standing({ lead }: { readonly lead: LeadRow }) {
  const { tone, words } = standingOf(lead)
  return (
    <StatusBadge tone={tone} icon={tone in ICONS ? ICONS[tone as keyof typeof ICONS] : undefined}>
      {words}
    </StatusBadge>
  )
}

function Returning({ lead: { returnAt, staysBecause, rejectReason } }: { readonly lead: LeadRow }) {
  return (
    <div>
      <Text size="sm">{rejectReason}</Text>
      <Text size="xs" c="dimmed" component="div">
        {returnAt === null ? (
          'Returns only by qualifying anew'
        ) : (
          <>
            May return <When at={returnAt} as="date" />
          </>
        )}
        {staysBecause === null ? null : <div>Stays: {staysBecause}</div>}
      </Text>
    </div>
  )
}
