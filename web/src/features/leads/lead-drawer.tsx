import { Anchor, Drawer, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { readLeadContract } from '#http/contract/lead-detail.ts'
import type { LeadDetail } from '#http/contract/lead-detail.ts'
import type { LeadRow } from '#http/contract/leads.ts'
import { useRead } from '../../api/use-api.ts'
import { CrmLink } from '../../components/crm-link.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useConnection } from '../../shell/use-connection.ts'
import type { Asking } from './lead-buttons.tsx'
import { LeadButtons } from './lead-buttons.tsx'
import { isOver, LeadDeadline, Standing } from './lead-deadline.tsx'
import { Ahead, Cycles, Routing, Timeline } from './lead-history.tsx'
import { urgencyWords } from '../../words.ts'
import { nameOf, ruleOfUrgency, urgencyTone } from './lead-words.ts'
import classes from './leads.module.css'
import type { LeadActions } from './use-lead-actions.tsx'

/** One lead with everything at a glance, and below it what happened and why. */
export function LeadDrawer(props: {
  readonly id: string | null
  readonly onClose: () => void
  readonly actions: LeadActions
  readonly ask: (asking: Asking) => void
  readonly rep: string | null
}) {
  const { id, actions, ask } = props
  const { data, error, refetch } = useRead(readLeadContract, { params: { id: id ?? '' } }, { when: id !== null })
  const shown = data !== undefined && data.lead.id === id ? data : undefined
  return (
    <Drawer
      opened={id !== null}
      onClose={props.onClose}
      position="right"
      size="min(560px, 100vw)"
      title={<Text fw={650}>{shown === undefined ? 'Lead' : nameOf(shown.lead)}</Text>}
      closeButtonProps={{ 'aria-label': 'Close the lead' }}
    >
      {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined ? (
        error === null ? (
          <PageLoading />
        ) : null
      ) : (
        <Stack gap="xs">
          <Head lead={shown.lead} />
          <LeadButtons lead={shown.lead} actions={actions} ask={ask} rep={props.rep} />
          <Facts lead={shown.lead} />
          <Details detail={shown} />
        </Stack>
      )}
    </Drawer>
  )
}

function Head({ lead }: { readonly lead: LeadRow }) {
  return (
    <Group gap="sm" align="start">
      <StatusBadge tone={urgencyTone(lead.urgency)}>{urgencyWords(lead.urgency)}</StatusBadge>
      {isOver(lead) ? null : <Standing lead={lead} />}
      <LeadDeadline lead={lead} />
    </Group>
  )
}

function Facts({ lead }: { readonly lead: LeadRow }) {
  const connection = useConnection()
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ['Company', lead.company ?? 'No company known'],
    ['E-mail', lead.email],
    ['What they did', lead.why],
    ['Campaign', lead.campaign],
    ['Next step', lead.nextStep],
    ['Urgency', ruleOfUrgency(lead)],
    ['Who has it', `${lead.owner.name} (${lead.ownerRule})${lead.inQueue ? '; it waits in a queue' : ''}`],
    ['Handed over', <When key="at" at={lead.handedOverAt} as="date" />],
    ['Policy', lead.policy],
    ['Said here', lead.saidBy],
    ['Given back because', lead.rejectReason],
    ['May return', lead.returnAt === null ? null : <When key="returns" at={lead.returnAt} as="date" />],
    ['Stays because', lead.staysBecause],
    [
      'Open in',
      <Group key="links" gap="md">
        <CrmLink side="hubspot" href={lead.hubspotUrl} />
        <CrmLink side="salesforce" href={lead.salesforceUrl} />
        <Anchor component={Link} to={`/c/${connection}/records/${lead.link}` as string}>
          Both sides, field by field
        </Anchor>
      </Group>,
    ],
  ]
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) =>
        value === null || value === '' ? null : (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

const Details = ({ detail }: { readonly detail: LeadDetail }) => (
  <>
    <Ahead detail={detail} />
    <Timeline detail={detail} />
    <Routing detail={detail} />
    <Cycles detail={detail} />
  </>
)
