import type { SyncConfig } from '#domain/config.ts'
import { RemoteError } from '#domain/errors.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import type { Connector } from '#ports/connector.ts'
import type { CampaignSource } from '#ports/connector/campaigns.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import type { SchemaProblem } from './problem.ts'
import { error, someOf, warning } from './problem.ts'

const USER_ID = /^005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/
const WHOLE_ID = 18

/** Users whose doings are not a person's. A name that nobody has would let a robot answer in time. */
export async function checkAutomationUsers(
  config: SyncConfig,
  salesforce: Connector,
  { byEmail, byId }: RepDirectory,
): Promise<readonly SchemaProblem[]> {
  const named = config.automationUsers.map((user, i) => ({ path: `automationUsers.${i}`, user: user.trim() }))
  const ids = named.filter(({ user }) => USER_ID.test(user) && !byId.has(user))
  // Automated processes are users too, but not such as own records.
  const others =
    ids.length === 0
      ? []
      : await salesforce.read({ object: 'User', ids: ids.map(({ user }) => user), fields: ['Name'] })
  const wholeOf = new Map([...byId.keys(), ...others.map(({ id }) => id)].map((id) => [id.slice(0, 15), id]))
  return named.flatMap(({ path, user }) => {
    const problem = (what: string, remedy: string) => [error(path, what, remedy)]
    if (!USER_ID.test(user))
      return byEmail.has(user.toLowerCase())
        ? []
        : problem(`no Salesforce user has the e-mail ${user}`, 'correct it, name the user by id, or take the line out')
    const whole = wholeOf.get(user.slice(0, 15))
    if (whole === undefined || (user.length === WHOLE_ID && whole !== user))
      return problem(`no Salesforce user has the id ${user}`, 'correct it, or take the line out')
    return user.length === WHOLE_ID
      ? []
      : problem(`${user} is the short form of an id, which activities do not carry`, `write ${whole}`)
  })
}

const MOST_SHOWN = 10

/**
 * Campaigns that a policy waits for. A contact may name one that HubSpot does not list, and one may be made later, so a policy that
 * waits for a name nobody has is only warned of. Nothing is said where the campaigns cannot be read.
 */
export async function checkPolicyCampaigns(
  config: SyncConfig,
  hubspot: Partial<CampaignSource>,
  property: FieldSchema | undefined,
): Promise<readonly SchemaProblem[]> {
  const named = config.sla.flatMap(({ id, when }) => (when.campaign ?? []).map((campaign) => ({ id, campaign })))
  if (named.length === 0 || hubspot.campaigns === undefined) return []
  const names = await hubspot.campaigns().then(
    (campaigns) => campaigns.map(({ name }) => name),
    (failure: unknown) => {
      if (failure instanceof RemoteError) return null
      throw failure
    },
  )
  if (names === null) return []
  const options = (property?.options ?? []).map(({ value }) => value)
  const known = new Set([...names, ...options])
  return named
    .filter(({ campaign }) => !known.has(campaign))
    .map(({ id, campaign }) =>
      warning(
        `sla.${id}.when.campaign`,
        `HubSpot has no campaign "${campaign}"; until a contact names it, this policy starts no clock for it`,
        names.length === 0
          ? 'make the campaign in HubSpot, or correct the name'
          : `use the name of one there is, in the same letters: ${someOf(names, MOST_SHOWN)}`,
      ),
    )
}
