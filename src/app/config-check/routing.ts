import type { SyncConfig } from '#domain/config.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import type { RouteTarget } from '#domain/routing/types.ts'
import type { AssignmentRuleSource, QueueSource, RemoteQueue } from '#ports/connector/account.ts'
import type { SchemaProblem } from './problem.ts'
import { error, someOf, warning } from './problem.ts'

/** The queues of the org, asked for only where the document may name one; null: not asked, or the account has no such thing. */
export async function queuesNamed(
  { routing, feedback }: SyncConfig,
  salesforce: Partial<QueueSource>,
): Promise<readonly RemoteQueue[] | null> {
  const names = routing.fallback.queue !== null || isQueueName(feedback.recycleOwner)
  return names && salesforce.queues !== undefined ? salesforce.queues() : null
}

/** Asked only where new Leads are left to Salesforce. */
export async function checkAssignmentRule(
  { routing }: SyncConfig,
  salesforce: Partial<AssignmentRuleSource>,
): Promise<readonly SchemaProblem[]> {
  if (routing.by !== 'salesforce' || salesforce.assignmentRule === undefined) return []
  if ((await salesforce.assignmentRule()) !== null) return []
  return [
    warning(
      'routing.by',
      `no assignment rule for Leads is active in Salesforce: the fallback owner ${routing.fallbackOwner} gets every new Lead`,
      'activate one: Setup, Lead Assignment Rules',
    ),
  ]
}

/** Users and queues that routing names, and who gets what is given back. */
export function checkRouting(
  config: SyncConfig,
  directory: RepDirectory,
  queues: readonly RemoteQueue[] | null,
): readonly SchemaProblem[] {
  const { routing, feedback } = config
  const recycled = feedback.recycleOwner
  return [
    ...checkUser('routing.fallbackOwner', routing.fallbackOwner, directory),
    ...checkMembers(config, directory),
    ...targetsOf(config).flatMap(({ path, to }) => ('owner' in to ? checkUser(path, to.owner, directory) : [])),
    ...(routing.fallback.queue === null ? [] : checkQueue('routing.fallback.queue', routing.fallback.queue, queues)),
    ...(recycled === null
      ? []
      : isQueueName(recycled)
        ? checkQueue('feedback.recycleOwner', recycled, queues)
        : checkUser('feedback.recycleOwner', recycled, directory)),
  ]
}

const isQueueName = (owner: string | null): owner is string => owner !== null && !owner.includes('@')

const folded = (email: string): string => email.trim().toLowerCase()

/** A pool may have people on leave and people who left, but not names that nobody has. */
const checkMembers = ({ routing }: SyncConfig, { byEmail }: RepDirectory): readonly SchemaProblem[] =>
  routing.pools.flatMap((pool) =>
    pool.members
      .filter((member) => byEmail.get(folded(member.email)) === undefined)
      .map((member) =>
        error(
          `routing.pools.${pool.id}`,
          `no Salesforce user has the e-mail ${member.email}`,
          'correct it, or take the member out of the pool',
        ),
      ),
  )

/** Where the rules of each level send a lead. */
const targetsOf = ({ routing }: SyncConfig): readonly { readonly path: string; readonly to: RouteTarget }[] =>
  (['namedAccounts', 'territories', 'segments'] as const).flatMap((level) =>
    routing[level].map(({ id, to }) => ({ path: `routing.${level}.${id}.to`, to })),
  )

function checkUser(path: string, email: string, { byEmail }: RepDirectory): readonly SchemaProblem[] {
  const user = byEmail.get(folded(email))
  if (user?.active === true) return []
  const what =
    user === undefined ? `no Salesforce user has the e-mail ${email}` : `the Salesforce user ${email} is not active`
  return [error(path, what, 'name an active Salesforce user')]
}

const MOST_SHOWN = 10

function checkQueue(path: string, name: string, queues: readonly RemoteQueue[] | null): readonly SchemaProblem[] {
  if (queues === null) return []
  const queue = queues.find(({ developerName }) => developerName === name)
  if (queue?.objects.includes('Lead') === true) return []
  if (queue !== undefined)
    return [
      error(path, `the Salesforce queue ${name} may not own Leads`, 'add Lead to its supported objects: Setup, Queues'),
    ]
  const names = queues.filter(({ objects }) => objects.includes('Lead')).map(({ developerName }) => developerName)
  return [
    error(
      path,
      `Salesforce has no queue with the developer name ${name}`,
      names.length === 0
        ? 'make a queue for Leads in Salesforce, or set null'
        : `use the developer name of one for Leads: ${someOf(names, MOST_SHOWN)}`,
    ),
  ]
}
