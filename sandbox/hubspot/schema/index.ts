import type { ObjectType } from '../object-types.ts'
import { newOAuthState } from '../oauth/first-app.ts'
import { defaultLimits } from '../rate-limits.ts'
import { completeWebhooks, newWebhookState } from '../webhooks/state.ts'
import { objectTypes } from '../object-types.ts'
import type { ObjectState, PortalState } from '../state.ts'
import type { HubSpotSettings } from '../settings.ts'
import type { StandardProperty } from './build.ts'
import { commonProperties, olderStageDates, optionsFrom, standard } from './build.ts'
import { callProperties } from './calls.ts'
import { companyGroups, companyProperties } from './companies.ts'
import { contactGroups, contactProperties } from './contacts.ts'
import { dealGroups, dealProperties } from './deals.ts'
import { emailProperties } from './emails.ts'
import { leadGroups, leadProperties } from './leads.ts'
import { meetingProperties } from './meetings.ts'
import { noteProperties } from './notes.ts'
import { newCampaignSchema } from '../model/campaigns/schema.ts'
import { standardPipelines } from './pipelines.ts'
import { taskGroups, taskProperties } from './tasks.ts'

interface StandardSchema {
  readonly properties: readonly StandardProperty[]
  readonly groups: readonly (readonly [name: string, label: string])[]
}

const schemas: Readonly<Record<string, StandardSchema>> = {
  contacts: { properties: contactProperties, groups: contactGroups },
  companies: { properties: companyProperties, groups: companyGroups },
  deals: { properties: dealProperties, groups: dealGroups },
  leads: { properties: leadProperties, groups: leadGroups },
  tasks: { properties: taskProperties, groups: taskGroups },
  calls: { properties: callProperties, groups: activityGroups('Call') },
  emails: { properties: emailProperties, groups: activityGroups('Email') },
  meetings: { properties: meetingProperties, groups: activityGroups('Meeting') },
  notes: { properties: noteProperties, groups: activityGroups('Note') },
}

function activityGroups(label: string): StandardSchema['groups'] {
  return [['engagement', `${label} information`]]
}

/** A portal on its first day: HubSpot's own properties, groups and pipelines, no records. */
export function newPortal(settings: HubSpotSettings): PortalState {
  const state: PortalState = {
    version: 1,
    currency: settings.currency,
    additionalCurrencies: [...settings.additionalCurrencies],
    lastSerial: 1_000,
    randomState: settings.portalId,
    objects: Object.fromEntries(objectTypes.map((type) => [type.name, emptyObject(type, settings)])),
    owners: [],
    pipelines: standardPipelines(),
    campaigns: [],
    campaignSchema: newCampaignSchema(),
    labels: [],
    associationLimits: [],
    lists: { lastId: 0, lists: [], lastFolderId: 0, folders: [] },
    pipelineAudits: [],
    webhooks: newWebhookState(),
    oauth: newOAuthState(settings),
    limits: { ...defaultLimits, ...settings.limits },
    usage: { day: '', calls: 0, associations: 0 },
    schemas: [],
    schemaAssociations: [],
    propertyRules: [...settings.propertyRules],
    erasedEmails: [],
  }
  setCurrency(state, settings.currency)
  return state
}

/** A snapshot of an older sandbox lacks what came since: that part is as on a portal's first day. */
export function completeState(settings: HubSpotSettings, snapshot: PortalState): PortalState {
  const fresh = newPortal(settings)
  return {
    ...fresh,
    ...snapshot,
    objects: { ...fresh.objects, ...snapshot.objects },
    pipelines: { ...fresh.pipelines, ...snapshot.pipelines },
    webhooks: completeWebhooks(settings.appId, snapshot.webhooks),
    limits: { ...fresh.limits, ...snapshot.limits },
    usage: { ...fresh.usage, ...snapshot.usage },
  }
}

/** The portal's currency decides which values `deal_currency_code` accepts. */
export function setCurrency(state: PortalState, currency: string): void {
  state.currency = currency
  const codes = [...new Set([currency, ...state.additionalCurrencies])]
  const property = state.objects['deals']?.properties.find(({ name }) => name === 'deal_currency_code')
  if (property !== undefined) property.options = optionsFrom(codes.map((code) => [code, code] as const))
}

function emptyObject(type: ObjectType, settings: HubSpotSettings): ObjectState {
  const { properties, groups } = schemas[type.name] ?? { properties: [], groups: [] }
  const hasOlderDates = type.stageProperty === 'lifecyclestage' && settings.olderStageDates === 'present'
  return objectState(type, { properties: hasOlderDates ? [...properties, ...olderStageDates()] : properties, groups })
}

/** Properties that HubSpot gives every custom object. */
const customProperties: readonly StandardProperty[] = [
  { name: 'hs_createdate', label: 'Object create date/time', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Object last modified date/time', type: 'datetime', readOnly: true },
]

/** A custom object without records and without properties of its own. */
export function emptyCustomObject(type: ObjectType, group: readonly [name: string, label: string]): ObjectState {
  return objectState(type, { properties: customProperties, groups: [group] })
}

function objectState(type: ObjectType, schema: StandardSchema): ObjectState {
  const group = schema.groups[0]?.[0] ?? `${type.singular}information`
  return {
    lastId: type.firstId - 1,
    records: [],
    aliases: {},
    properties: [...commonProperties, ...schema.properties].map((row) => standard(row, group)),
    groups: schema.groups.map(([name, label], displayOrder) => ({ name, label, displayOrder, archived: false })),
  }
}
