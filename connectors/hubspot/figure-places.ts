import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import { FIGURE_KEY, FIGURE_NAME, FIGURE_NAMING } from '#domain/attribution/figure-fields.ts'
import type { FieldSpec, ProvisionStep } from '#ports/connector/provision.ts'
import type { HubSpotClient } from './client.ts'
import { definitionOf, ensureProperties, PROPERTY_GROUP } from './provision.ts'
import { PropertyList } from './schema.ts'

/** By which words the properties API may know campaigns; which of them, if any, is not documented (DOCS.campaigns). */
const CAMPAIGN_WORDS = ['0-35', 'campaigns'] as const

/** The word that this portal answers to. @throws RemoteError the refusal of the last one. */
async function campaignWord(client: HubSpotClient): Promise<string> {
  for (const [index, word] of CAMPAIGN_WORDS.entries())
    try {
      await client.read({ method: 'GET', area: 'properties', rest: `/${word}/groups` }, z.unknown())
      return word
    } catch (error) {
      const isLast = index === CAMPAIGN_WORDS.length - 1
      if (isLast || !(error instanceof RemoteError) || error.disposition !== 'park') throw error
    }
  return CAMPAIGN_WORDS[0]
}

/** Group and properties on campaigns; those that are there stay as they are. */
export async function defineOnCampaigns(
  client: HubSpotClient,
  fields: readonly FieldSpec[],
): Promise<readonly ProvisionStep[]> {
  const word = await campaignWord(client)
  const steps: ProvisionStep[] = []
  const told = (step: ProvisionStep): void => void steps.push({ ...step, what: step.what.replace(word, 'campaigns') })
  await ensureProperties(
    client,
    fields.map((field) => ({ ...field, object: word })),
    'make',
    told,
  )
  return steps
}

/** Properties, and the group where nothing is left in it. */
export async function dropFromCampaigns(client: HubSpotClient, names: readonly string[]): Promise<void> {
  const word = await campaignWord(client)
  for (const name of names) await drop(client, `/${word}/${encodeURIComponent(name)}`)
  const { body } = await client.read({ method: 'GET', area: 'properties', rest: `/${word}` }, Grouped)
  if (!body.results.some(({ groupName, archived }) => groupName === PROPERTY_GROUP && archived !== true))
    await drop(client, `/${word}/groups/${PROPERTY_GROUP}`)
}

const Grouped = z.looseObject({
  results: z.array(z.looseObject({ groupName: z.string().optional(), archived: z.boolean().optional() })),
})

async function drop(client: HubSpotClient, rest: string): Promise<void> {
  try {
    await client.write({ method: 'DELETE', area: 'properties', rest }, z.unknown())
  } catch (error) {
    if (!(error instanceof RemoteError) || error.status !== 404) throw error
  }
}

const OBJECT = 'tandem_campaign_results'

const Schema = z.looseObject({
  name: z.string(),
  fullyQualifiedName: z.string(),
  archived: z.boolean().optional(),
})
const Schemas = z.looseObject({ results: z.array(Schema) })

/**
 * The custom object with the figures of campaigns. One that is there gets what it lacks.
 * Needs Enterprise and crm.schemas.custom.write; its records crm.objects.custom.read and .write (DOCS.schemas).
 */
export async function defineObject(
  client: HubSpotClient,
  fields: readonly FieldSpec[],
): Promise<{ readonly objectType: string; readonly steps: readonly ProvisionStep[] }> {
  const { body } = await client.read({ method: 'GET', area: 'schemas', rest: '' }, Schemas)
  const known = body.results.find(({ name, archived }) => name === OBJECT && archived !== true)
  const wanted = [...FIGURE_NAMING, ...fields]
  const what = `custom object "${OBJECT}"`
  if (known === undefined) {
    const made = await client.write({ method: 'POST', area: 'schemas', rest: '', body: schemaOf(wanted) }, Schema)
    return {
      objectType: made.body.fullyQualifiedName,
      steps: [{ state: 'made', what, detail: `${wanted.length} properties` }],
    }
  }
  const objectType = known.fullyQualifiedName
  const { body: has } = await client.read({ method: 'GET', area: 'properties', rest: `/${objectType}` }, PropertyList)
  const present = new Set(has.results.map(({ name }) => name))
  const missing = wanted.filter(({ name }) => !present.has(name))
  const steps: ProvisionStep[] = [{ state: 'present', what, detail: objectType }]
  if (missing.length > 0)
    await ensureProperties(
      client,
      missing.map((field) => ({ ...field, object: objectType })),
      'make',
      (step) => void steps.push(step),
    )
  return { objectType, steps }
}

const schemaOf = (fields: readonly FieldSpec[]): Record<string, unknown> => ({
  name: OBJECT,
  labels: { singular: 'Campaign result', plural: 'Campaign results' },
  description:
    'What each campaign cost and brought, kept by Tandem. Figures change by themselves; edits are overwritten.',
  primaryDisplayProperty: FIGURE_NAME,
  secondaryDisplayProperties: [],
  requiredProperties: [FIGURE_KEY],
  searchableProperties: [FIGURE_NAME, FIGURE_KEY],
  properties: fields.map((field) => definitionOf(field)),
  associatedObjects: [],
  shouldCreateSameObjectAssociation: false,
  allowsSensitiveProperties: false,
})
