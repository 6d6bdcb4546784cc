import type { Actor } from '#domain/access.ts'
import { RemoteError } from '#domain/errors.ts'
import { foldedEmail } from '#domain/routing/directory.ts'
import type { Rep } from '#domain/routing/types.ts'
import type { Scope } from '../scope.ts'
import { leadActorOf } from './who-acts.ts'

/** More campaigns than one can choose from; the search finds the others. */
const MOST_CAMPAIGNS = 500

export interface RejectionReasons {
  readonly reasons: readonly string[]
  /** Whether any other reason may be given. */
  readonly free: boolean
}

/** What sales may give as a reason: the options of the field in Salesforce, else what the configuration names. */
export async function rejectionReasons({ config, salesforce }: Scope): Promise<RejectionReasons> {
  const { reasonField, returnAfterDaysByReason, defaultReason } = config.feedback
  const named = Object.keys(returnAfterDaysByReason)
  const options = await optionsOf(salesforce, reasonField)
  if (options.length > 0) return { reasons: options, free: false }
  return named.length > 0
    ? { reasons: [...new Set([...named, defaultReason])], free: false }
    : { reasons: [], free: true }
}

/** Empty: it takes any text, or Salesforce does not answer just now. */
async function optionsOf(salesforce: Scope['salesforce'], field: string): Promise<readonly string[]> {
  try {
    const { fields } = await salesforce.describe('Lead')
    return (fields[field]?.options ?? []).filter(({ active }) => active).map(({ value }) => value)
  } catch (error) {
    if (error instanceof RemoteError) return []
    throw error
  }
}

/** What somebody can choose from when he filters leads, gives them back or passes them on. */
export async function readChoices(scope: Scope, actor: Actor) {
  const { config, store, connection } = scope
  const [reps, robots, reasons, campaigns] = await Promise.all([
    scope.reps(),
    scope.automationUsers(),
    rejectionReasons(scope),
    store.leadBoard.campaigns(connection.id, MOST_CAMPAIGNS),
  ])
  const { repId, on } = leadActorOf(actor, reps)
  return {
    you: { rep: repId === null ? null : (reps.byId.get(repId) ?? null), all: on === 'all' },
    reasons,
    reps: [...reps.byId.values()]
      .filter(({ id, active }) => active && !robots.has(id))
      .map((rep) => ({ rep, pools: poolsOf(scope, rep) }))
      .toSorted((a, b) => b.pools.length - a.pools.length || (a.rep.name < b.rep.name ? -1 : 1)),
    pools: config.routing.pools.map(({ id }) => id),
    campaigns,
  }
}

export const poolsOf = ({ config }: Pick<Scope, 'config'>, { email }: Rep): readonly string[] =>
  email === null
    ? []
    : config.routing.pools
        .filter(({ members }) => members.some((member) => foldedEmail(member.email) === foldedEmail(email)))
        .map(({ id }) => id)
