import type { SyncConfig } from '#domain/config.ts'
import { directoryOf } from '#domain/routing/route.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import type { Connector } from '#ports/connector.ts'
import type { AssignmentRuleSource, QueueSource, RemoteOwner } from '#ports/connector/account.ts'
import type { CampaignSource } from '#ports/connector/campaigns.ts'
import type { ListSource } from '#ports/connector/lists.ts'
import { activePairs } from '../active-pairs.ts'
import { checkAutomationUsers } from './facts.ts'
import type { SchemaProblem } from './problem.ts'
import { error, someOf, warning } from './problem.ts'
import { checkLeadStatuses, namedStatuses } from './lead-statuses.ts'
import { checkAssignmentRule, checkRouting, queuesNamed } from './routing.ts'
import { checkStatusMeanings } from './statuses.ts'

export interface Accounts {
  readonly hubspot: Connector & Partial<ListSource> & Partial<CampaignSource>
  readonly salesforce: Connector & Partial<QueueSource> & Partial<AssignmentRuleSource>
}

/** Users, lists, record types and campaigns that the document names. Only what it names is asked for. */
export async function checkAccounts(config: SyncConfig, accounts: Accounts): Promise<readonly SchemaProblem[]> {
  const asksForHubspotOwners = Object.keys(config.owners).length > 0
  const [reps, owners, types, lists, members, statuses, queues, leadStatuses, rules] = await Promise.all([
    accounts.salesforce.owners(),
    asksForHubspotOwners ? accounts.hubspot.owners() : [],
    checkRecordTypes(config, accounts.salesforce),
    checkLists(config, accounts.hubspot),
    checkCampaigns(config, accounts.salesforce),
    checkStatusMeanings(config, accounts.salesforce),
    queuesNamed(config, accounts.salesforce),
    namedStatuses(config, accounts.salesforce),
    checkAssignmentRule(config, accounts.salesforce),
  ])
  const directory = directoryOf(reps)
  return [
    ...checkRouting(config, directory, queues),
    ...rules,
    ...checkLeadStatuses(config, leadStatuses),
    ...checkOwnerMap(config, owners, directory),
    ...(await checkAutomationUsers(config, accounts.salesforce, directory)),
    ...types,
    ...lists,
    ...members,
    ...statuses,
  ]
}

function checkOwnerMap(
  config: SyncConfig,
  hubspot: readonly RemoteOwner[],
  { byEmail }: RepDirectory,
): readonly SchemaProblem[] {
  const owners = new Map(hubspot.map((owner) => [owner.email, owner]))
  return Object.entries(config.owners).flatMap(([own, theirs]) => {
    const path = `owners.${own}`
    const rep = byEmail.get(folded(theirs))
    return [
      ...(owners.has(folded(own))
        ? []
        : [error(path, `no HubSpot owner has the e-mail ${own}`, 'correct it, or take the line out')]),
      ...(rep === undefined
        ? [error(path, `no Salesforce user has the e-mail ${theirs}`, 'correct it, or take the line out')]
        : []),
      ...(rep?.active === false
        ? [
            warning(
              path,
              `the Salesforce user ${theirs} is not active; the fallback owner stands in`,
              'name an active user',
            ),
          ]
        : []),
    ]
  })
}

const folded = (email: string): string => email.trim().toLowerCase()

/** Record types that the document names, by path. */
function namedTypes(
  config: SyncConfig,
): readonly { readonly path: string; readonly object: string; readonly name: string }[] {
  const objects = { 'company-account': 'Account', 'task-task': 'Task', 'campaign-campaign': 'Campaign' } as const
  const active = new Set<string>(activePairs(config))
  const asked = [
    { path: 'recordTypes.Lead', object: 'Lead', name: config.recordTypes.Lead },
    { path: 'recordTypes.Opportunity', object: 'Opportunity', name: config.recordTypes.Opportunity },
    ...Object.entries(objects).map(([pair, object]) => ({
      path: `pairs.${pair}.recordType`,
      object,
      name: active.has(pair) ? config.pairs[pair as keyof typeof objects].recordType : null,
    })),
  ]
  return asked.flatMap(({ path, object, name }) => (name === null ? [] : [{ path, object, name }]))
}

async function checkRecordTypes(config: SyncConfig, salesforce: Connector): Promise<readonly SchemaProblem[]> {
  const named = namedTypes(config)
  if (named.length === 0) return []
  const found = await salesforce.findBy({
    object: 'RecordType',
    field: 'DeveloperName',
    values: [...new Set(named.map(({ name }) => name))],
    fields: ['DeveloperName', 'SobjectType', 'IsActive'],
  })
  return named.flatMap(({ path, object, name }) => {
    const type = found.find(
      ({ values }) => values['SobjectType'] === object && values['DeveloperName']?.toLowerCase() === name.toLowerCase(),
    )
    if (type === undefined)
      return [
        error(path, `${object} has no record type with the developer name ${name}`, 'correct the name, or set null'),
      ]
    return type.values['IsActive'] === 'false'
      ? [error(path, `the record type ${name} is not active`, 'activate it in Salesforce, or name another one')]
      : []
  })
}

/** HubSpot lists by id; the number in the address of a list in HubSpot is another one for old lists, so names are told. */
async function checkLists(config: SyncConfig, hubspot: Partial<ListSource>): Promise<readonly SchemaProblem[]> {
  const named = [
    ...config.selection.lists.map((id, i) => ({ path: `selection.lists.${i}`, id })),
    ...config.campaignMembers.map(({ list }, i) => ({ path: `campaignMembers.${i}.list`, id: list })),
  ]
  if (named.length === 0 || hubspot.lists === undefined) return []
  const lists = await hubspot.lists('contacts')
  const known = new Set(lists.map(({ id }) => id))
  const shown = lists.map(({ id, name }) => `${id} (${name})`)
  return named
    .filter(({ id }) => !known.has(id))
    .map(({ path, id }) =>
      error(
        path,
        `HubSpot has no list of contacts with the id ${id}`,
        shown.length === 0
          ? 'make the list in HubSpot, or take it out'
          : `use the id of one there is: ${someOf(shown, 10)}`,
      ),
    )
}

const ID = /^701[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/

/** Campaigns whose members follow a list, and the statuses those members get. */
async function checkCampaigns(config: SyncConfig, salesforce: Connector): Promise<readonly SchemaProblem[]> {
  const problems = await Promise.all(
    config.campaignMembers.map(async (members, i): Promise<readonly SchemaProblem[]> => {
      const path = `campaignMembers.${i}`
      const found = ID.test(members.campaign)
        ? await salesforce.read({ object: 'Campaign', ids: [members.campaign], fields: ['Name'] })
        : await salesforce.findBy({ object: 'Campaign', field: 'Name', values: [members.campaign], fields: ['Name'] })
      const [campaign] = found
      if (campaign === undefined)
        return [
          warning(
            `${path}.campaign`,
            `Salesforce has no campaign "${members.campaign}" yet; its members wait for it`,
            'make the campaign, or correct the name',
          ),
        ]
      if (found.length > 1)
        return [
          error(`${path}.campaign`, `${found.length} campaigns are called "${members.campaign}"`, 'name it by its id'),
        ]
      return checkStatuses(path, members, campaign.id, salesforce)
    }),
  )
  return problems.flat()
}

async function checkStatuses(
  path: string,
  members: SyncConfig['campaignMembers'][number],
  campaignId: string,
  salesforce: Connector,
): Promise<readonly SchemaProblem[]> {
  const rows = await salesforce.findBy({
    object: 'CampaignMemberStatus',
    field: 'CampaignId',
    values: [campaignId],
    fields: ['Label'],
  })
  const labels = rows.flatMap(({ values }) => values['Label'] ?? [])
  const named = [
    { path: `${path}.status`, status: members.status },
    ...members.statusWhen.map(({ status }, j) => ({ path: `${path}.statusWhen.${j}.status`, status })),
    ...(typeof members.onLeave === 'object'
      ? [{ path: `${path}.onLeave.status`, status: members.onLeave.status }]
      : []),
  ]
  return named
    .filter(({ status }) => !labels.includes(status))
    .map((one) =>
      error(
        one.path,
        `the campaign has no member status "${one.status}"`,
        `use one there is: ${someOf(labels, 20)}, or add it to the campaign`,
      ),
    )
}
