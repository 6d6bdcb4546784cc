import type { ObjectType } from '../object-types.ts'
import { objectTypes } from '../object-types.ts'
import type { ObjectState, Pipeline, PortalState } from '../state.ts'
import type { HubSpotSettings } from '../settings.ts'
import type { StandardProperty } from './build.ts'
import { commonProperties, lifecycleStages, optionsFrom, standard } from './build.ts'
import { companyGroups, companyProperties } from './companies.ts'
import { contactGroups, contactProperties } from './contacts.ts'
import { dealGroups, dealProperties, defaultDealStages } from './deals.ts'
import { taskGroups, taskProperties } from './tasks.ts'

interface StandardSchema {
  readonly properties: readonly StandardProperty[]
  readonly groups: readonly (readonly [name: string, label: string])[]
}

const schemas: Readonly<Record<string, StandardSchema>> = {
  contacts: { properties: contactProperties, groups: contactGroups },
  companies: { properties: companyProperties, groups: companyGroups },
  deals: { properties: dealProperties, groups: dealGroups },
  tasks: { properties: taskProperties, groups: taskGroups },
}

/** A portal on its first day: HubSpot's own properties, groups and pipelines, no records. */
export function newPortal(settings: HubSpotSettings): PortalState {
  const state: PortalState = {
    version: 1,
    currency: settings.currency,
    additionalCurrencies: [...settings.additionalCurrencies],
    lastSerial: 1_000,
    randomState: settings.portalId,
    objects: Object.fromEntries(objectTypes.map((type) => [type.name, emptyObject(type)])),
    owners: [],
    pipelines: { deals: [salesPipeline()], contacts: [lifecyclePipeline()] },
    campaigns: [],
    labels: [],
    webhooks: { targetUrl: null, clientSecret: null, subscriptions: [] },
    usage: { day: '', calls: 0 },
  }
  setCurrency(state, settings.currency)
  return state
}

/** The portal's currency decides which values `deal_currency_code` accepts. */
export function setCurrency(state: PortalState, currency: string): void {
  state.currency = currency
  const codes = [...new Set([currency, ...state.additionalCurrencies])]
  const property = state.objects['deals']?.properties.find(({ name }) => name === 'deal_currency_code')
  if (property !== undefined) property.options = optionsFrom(codes.map((code) => [code, code] as const))
}

function emptyObject(type: ObjectType): ObjectState {
  const schema = schemas[type.name] ?? {
    properties: [],
    groups: [[`${type.singular}information`, type.singular]] as const,
  }
  const group = schema.groups[0]?.[0] ?? `${type.singular}information`
  return {
    lastId: type.firstId - 1,
    records: [],
    aliases: {},
    properties: [...commonProperties, ...schema.properties].map((row) => standard(row, group)),
    groups: schema.groups.map(([name, label], displayOrder) => ({ name, label, displayOrder, archived: false })),
  }
}

/** Instant on the definitions that come with every portal. */
const portalEpoch = Date.UTC(2020, 0, 1)

function salesPipeline(): Pipeline {
  return {
    id: 'default',
    label: 'Sales Pipeline',
    displayOrder: 0,
    createdAt: portalEpoch,
    updatedAt: portalEpoch,
    stages: defaultDealStages.map(([id, label, probability], displayOrder) => ({
      id,
      label,
      displayOrder,
      // Strings, both of them, on the wire.
      metadata: { isClosed: String(id.startsWith('closed')), probability },
      createdAt: portalEpoch,
      updatedAt: portalEpoch,
    })),
  }
}

/** Stage order of contacts is readable as a pipeline too. */
function lifecyclePipeline(): Pipeline {
  return {
    id: 'contacts-lifecycle-pipeline',
    label: 'Lifecycle Stage Pipeline',
    displayOrder: 0,
    createdAt: portalEpoch,
    updatedAt: portalEpoch,
    stages: lifecycleStages.map(([id, label], displayOrder) => ({
      id,
      label,
      displayOrder,
      metadata: {},
      createdAt: portalEpoch,
      updatedAt: portalEpoch,
    })),
  }
}
