import { PEOPLE } from '#domain/alerts/select.ts'
import { templateProblems } from '#domain/alerts/templates.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { RouteTarget } from '#domain/routing/types.ts'
import type { ConfigProblem } from './inner-checks.ts'

type Names = ReadonlySet<string>

/** Names in handover, routing, SLA and alerts that nothing in the document bears, and names that two things bear. */
export function handoffReferences(config: SyncConfig): readonly ConfigProblem[] {
  const names = {
    pools: new Set(config.routing.pools.map(({ id }) => id)),
    calendars: new Set(Object.keys(config.calendars)),
    policies: new Set(config.sla.map(({ id }) => id)),
    contracts: new Set(config.handover.map(({ id }) => id)),
    channels: new Set(Object.keys(config.alerts.channels)),
  }
  return [
    ...handoverProblems(config, names.pools, names.policies),
    ...routingProblems(config, names),
    ...slaProblems(config, names),
    ...alertProblems(config, names.channels),
    ...feedbackProblems(config),
    ...twice('handover', config.handover),
    ...twice('sla', config.sla),
    ...twice('routing.pools', config.routing.pools),
    ...twice('routing.namedAccounts', config.routing.namedAccounts),
    ...twice('routing.territories', config.routing.territories),
    ...twice('routing.segments', config.routing.segments),
  ]
}

const handoverProblems = ({ handover }: SyncConfig, pools: Names, policies: Names): readonly ConfigProblem[] =>
  handover.flatMap((contract, i) => [
    ...named(`handover.${i}.pool`, 'pool', contract.pool, pools, 'routing.pools'),
    ...(contract.policy === null ? [] : named(`handover.${i}.policy`, 'SLA policy', contract.policy, policies, 'sla')),
  ])

function routingProblems(
  { routing }: SyncConfig,
  { pools, calendars, policies }: Readonly<Record<'pools' | 'calendars' | 'policies', Names>>,
): readonly ConfigProblem[] {
  const target = (path: string, to: RouteTarget): readonly ConfigProblem[] =>
    'pool' in to ? named(`${path}.to.pool`, 'pool', to.pool, pools, 'routing.pools') : []
  const { policy } = routing.fallback
  return [
    ...routing.namedAccounts.flatMap(({ to }, i) => target(`routing.namedAccounts.${i}`, to)),
    ...routing.territories.flatMap(({ to }, i) => target(`routing.territories.${i}`, to)),
    ...routing.segments.flatMap(({ to }, i) => target(`routing.segments.${i}`, to)),
    ...routing.pools.flatMap((pool, i) =>
      pool.members.flatMap(({ hours }, j) =>
        hours === null ? [] : named(`routing.pools.${i}.members.${j}.hours`, 'calendar', hours, calendars, 'calendars'),
      ),
    ),
    ...(policy === null ? [] : named('routing.fallback.policy', 'SLA policy', policy, policies, 'sla')),
  ]
}

function slaProblems(
  { sla }: SyncConfig,
  { calendars, contracts, channels }: Readonly<Record<'calendars' | 'contracts' | 'channels', Names>>,
): readonly ConfigProblem[] {
  return sla.flatMap((policy, i) => {
    const clocks = new Set(policy.clocks.map(({ name }) => name))
    return [
      ...policy.clocks.flatMap(({ calendarId }, j) =>
        named(`sla.${i}.clocks.${j}.calendar`, 'calendar', calendarId, calendars, 'calendars'),
      ),
      ...(policy.when.contract ?? []).flatMap((id, j) =>
        named(`sla.${i}.when.contract.${j}`, 'handover contract', id, contracts, 'handover'),
      ),
      ...policy.escalation.flatMap(({ clock, action }, j) => [
        ...named(`sla.${i}.escalation.${j}.clock`, 'clock of this policy', clock, clocks, `sla.${i}.clocks`),
        ...(action.kind === 'notify_channel'
          ? named(`sla.${i}.escalation.${j}.do.notify_channel`, 'channel', action.channel, channels, 'alerts.channels')
          : []),
      ]),
      ...twice(`sla.${i}.escalation`, policy.escalation),
      ...twice(
        `sla.${i}.clocks`,
        policy.clocks.map(({ name }) => ({ id: name })),
      ),
    ]
  })
}

const alertProblems = ({ alerts }: SyncConfig, channels: Names): readonly ConfigProblem[] => {
  const known = new Set([...channels, 'owner', 'manager'])
  return [
    ...alerts.rules.flatMap(({ to }, i) =>
      to.flatMap((name, j) => named(`alerts.rules.${i}.to.${j}`, 'channel', name, known, 'alerts.channels')),
    ),
    ...PEOPLE.filter((name) => channels.has(name)).map((name) => ({
      path: `alerts.channels.${name}`,
      message: `${name} means the ${name} of a lead, so no channel can have that name`,
      remedy: 'give the channel another name',
    })),
    ...templateProblems(alerts.templates),
  ]
}

/** Whoever is recycled to a stage that enters would come back at once. */
function feedbackProblems({ feedback, selection, lifecycle }: SyncConfig): readonly ConfigProblem[] {
  const path = 'feedback.recycleStage'
  if (selection.stages.includes(feedback.recycleStage))
    return [
      {
        path,
        message: `"${feedback.recycleStage}" is a stage that enters, so whoever is given back would come back at once`,
        remedy: 'name a stage before those of selection.stages',
      },
    ]
  if (!lifecycle.order.includes(feedback.recycleStage))
    return [
      {
        path,
        message: `"${feedback.recycleStage}" has no place in lifecycle.order`,
        remedy: `name one of: ${lifecycle.order.join(', ')}`,
      },
    ]
  return []
}

const named = (path: string, what: string, name: string, known: Names, where: string): readonly ConfigProblem[] =>
  known.has(name)
    ? []
    : [
        {
          path,
          message: `there is no ${what} "${name}"`,
          remedy: `add it to ${where}${known.size === 0 ? '' : `, or name one of: ${[...known].join(', ')}`}`,
        },
      ]

const twice = (path: string, of: readonly { readonly id: string }[]): readonly ConfigProblem[] =>
  of.flatMap(({ id }, i) =>
    of.findIndex((one) => one.id === id) === i
      ? []
      : [{ path: `${path}.${i}.id`, message: `"${id}" is there twice`, remedy: 'give each a name of its own' }],
  )
