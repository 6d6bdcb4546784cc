import { HubSpotError, invalid } from '../errors.ts'
import { asList, asObject, asText, optionalText, textList } from '../http/exchange.ts'
import { customType, fullyQualifiedName } from '../model/custom-type.ts'
import type { Portal } from '../model/portal.ts'
import { addType, nextSerial, storeOf } from '../model/portal.ts'
import { checkNamedProperties, defineAssociation } from '../model/schemas.ts'
import { openStore } from '../model/store.ts'
import { objectTypes } from '../object-types.ts'
import { emptyCustomObject } from '../schema/index.ts'
import type { CustomSchema } from '../state.ts'
import { defineProperty } from './define-property.ts'

/** Type ids of real portals have seven or eight digits. */
const firstSchemaId = 38_410_000

/**
 * Makes a custom object with its properties and associations. Nothing is made when any part is refused:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide
 */
export function defineSchema(portal: Portal, body: Readonly<Record<string, unknown>>): CustomSchema {
  const schema = readSchema(portal, body)
  const type = customType(schema, portal.settings.portalId)
  const group = `${schema.name.toLowerCase()}_information`
  const store = openStore(type, emptyCustomObject(type, [group, `${schema.labels.singular} Information`]))
  for (const item of optionalList(body['properties'], 'properties')) {
    const property = asObject(item, 'property')
    defineProperty(portal, store, { type: 'string', fieldType: 'text', groupName: group, ...property })
  }
  checkNamedProperties(store, schema)
  const partners = textList(body['associatedObjects'], 'associatedObjects').map((word) => storeOf(portal, word).type)
  portal.state.schemas.push(schema)
  portal.state.objects[type.name] = store.state
  addType(portal, store)
  // Activities belong to every custom object, other objects to those that ask for them.
  const activities = objectTypes.filter(({ required }) => required.includes('hs_timestamp'))
  const itself = body['shouldCreateSameObjectAssociation'] === true ? [type] : []
  for (const other of new Set([...partners, ...activities, ...itself]))
    defineAssociation(portal, type.typeId, other.typeId, null)
  return schema
}

function readSchema(portal: Portal, body: Readonly<Record<string, unknown>>): CustomSchema {
  const name = asText(body['name'], 'name')
  const at = portal.clock.now()
  if (!/^[A-Za-z]\w*$/.test(name)) {
    throw invalid(`Object name ${name} is invalid: it starts with a letter and has letters, digits and _ alone`)
  }
  // An archived one keeps its name until it is deleted for good. Names are compared without case.
  if (portal.state.schemas.some((each) => each.name.toLowerCase() === name.toLowerCase())) {
    throw new HubSpotError(409, {
      message: `An object type named '${fullyQualifiedName({ name }, portal.settings.portalId)}' already exists.`,
      category: 'OBJECT_ALREADY_EXISTS',
    })
  }
  return {
    id: firstSchemaId + nextSerial(portal),
    name,
    labels: readLabels(body['labels']),
    description: optionalText(body['description'], 'description') ?? null,
    primaryDisplayProperty: optionalText(body['primaryDisplayProperty'], 'primaryDisplayProperty') ?? null,
    secondaryDisplayProperties: textList(body['secondaryDisplayProperties'], 'secondaryDisplayProperties'),
    requiredProperties: textList(body['requiredProperties'], 'requiredProperties'),
    searchableProperties: textList(body['searchableProperties'], 'searchableProperties'),
    allowsSensitiveProperties: body['allowsSensitiveProperties'] === true,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
  }
}

export function readLabels(raw: unknown): CustomSchema['labels'] {
  const labels = asObject(raw, 'labels')
  return { singular: asText(labels['singular'], 'labels.singular'), plural: asText(labels['plural'], 'labels.plural') }
}

const optionalList = (raw: unknown, what: string): readonly unknown[] =>
  raw === undefined || raw === null ? [] : asList(raw, what)
