import { objectNotFound, unknownObjectType } from '../errors.ts'
import type { ApiVersion, Exchange, Reply } from '../http/exchange.ts'
import {
  asText,
  bodyObject,
  created,
  isArchivedRead,
  noContent,
  ok,
  optionalText,
  param,
  textList,
} from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { customType, customTypeId } from '../model/custom-type.ts'
import { storeOf } from '../model/portal.ts'
import { definedDirections } from '../model/schema-associations.ts'
import { applySchema, archiveSchema, checkNamedProperties, defineAssociation, purgeSchema } from '../model/schemas.ts'
import type { CustomSchema } from '../state.ts'
import { wordsOf } from '../object-types.ts'
import { defineSchema, readLabels } from './define-schema.ts'
import { fullView, renderDefinition, renderDirection, renderSchema, schemaViewOf } from './render-schema.ts'

const versions: readonly ApiVersion[] = ['v3', '2026-03', '2026-09']
const [read, write] = ['crm.schemas.custom.read', 'crm.schemas.custom.write']
const all = '/crm-object-schemas/schemas'
const one = `${all}/{schema}`

/** Custom objects: https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
export const schemaRoutes: readonly Route[] = [
  { method: 'GET', pattern: all, handler: list, scope: read, versions },
  { method: 'POST', pattern: all, handler: create, scope: write, versions },
  { method: 'POST', pattern: `${all}/batch/read`, handler: readBatch, scope: read, versions },
  { method: 'GET', pattern: one, handler: get, scope: read, versions },
  { method: 'PATCH', pattern: one, handler: update, scope: write, versions },
  { method: 'DELETE', pattern: one, handler: archive, scope: write, versions },
  { method: 'POST', pattern: `${one}/associations`, handler: join, scope: write, versions },
  { method: 'DELETE', pattern: `${one}/associations/{association}`, handler: part, scope: write, versions },
]

/** The definition behind a name or type id. Archived ones only when asked for. */
function find(exchange: Exchange, word: string, state: 'living' | 'archived'): CustomSchema | undefined {
  const { portal } = exchange
  return portal.state.schemas.find(
    (schema) =>
      (schema.archivedAt === null) === (state === 'living') &&
      wordsOf(customType(schema, portal.settings.portalId)).includes(word.toLowerCase()),
  )
}

function named(exchange: Exchange): CustomSchema {
  const word = param(exchange, 'schema')
  const schema = find(exchange, word, 'living')
  if (schema === undefined) throw unknownObjectType(word)
  return schema
}

function list(exchange: Exchange): Reply {
  const wantsArchived = isArchivedRead(exchange)
  const schemas = exchange.portal.state.schemas.filter(({ archivedAt }) => (archivedAt !== null) === wantsArchived)
  return ok({ results: schemas.map((schema) => renderSchema(exchange.portal, schema, schemaViewOf(exchange))) })
}

function create(exchange: Exchange): Reply {
  const { portal } = exchange
  return created(renderSchema(portal, defineSchema(portal, bodyObject(exchange)), fullView))
}

function get(exchange: Exchange): Reply {
  return ok(renderSchema(exchange.portal, named(exchange), schemaViewOf(exchange)))
}

/** Words that stand for nothing are left out. */
function readBatch(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const view = {
    properties: body['includePropertyDefinitions'] !== false,
    associations: body['includeAssociationDefinitions'] !== false,
    audit: body['includeAuditMetadata'] !== false,
  }
  const found = textList(body['inputs'], 'inputs').flatMap((word) => find(exchange, word, 'living') ?? [])
  return ok({ results: found.map((schema) => renderSchema(exchange.portal, schema, view)) })
}

/** The name never changes. */
function update(exchange: Exchange): Reply {
  const { portal } = exchange
  const schema = named(exchange)
  const store = storeOf(portal, customTypeId(schema))
  const body = bodyObject(exchange)
  const names = (key: 'secondaryDisplayProperties' | 'requiredProperties' | 'searchableProperties'): string[] =>
    body[key] === undefined ? schema[key] : textList(body[key], key)
  const changes = {
    primaryDisplayProperty:
      optionalText(body['primaryDisplayProperty'], 'primaryDisplayProperty') ?? schema.primaryDisplayProperty,
    secondaryDisplayProperties: names('secondaryDisplayProperties'),
    requiredProperties: names('requiredProperties'),
    searchableProperties: names('searchableProperties'),
  }
  checkNamedProperties(store, changes)
  const description = optionalText(body['description'], 'description') ?? schema.description
  Object.assign(schema, changes, {
    labels: body['labels'] === undefined ? schema.labels : readLabels(body['labels']),
    description: body['clearDescription'] === true ? null : description,
    allowsSensitiveProperties: body['allowsSensitiveProperties'] === true || schema.allowsSensitiveProperties,
  })
  applySchema(portal, store, schema)
  return ok(renderDefinition(portal, schema))
}

/** The first call archives; a second one with `archived=true` deletes for good. */
function archive(exchange: Exchange): Reply {
  const { portal } = exchange
  const word = param(exchange, 'schema')
  const wantsPurge = isArchivedRead(exchange)
  const schema = find(exchange, word, wantsPurge ? 'archived' : 'living')
  if (schema === undefined) throw unknownObjectType(word)
  if (wantsPurge) purgeSchema(portal, schema)
  else archiveSchema(portal, storeOf(portal, customTypeId(schema)), schema)
  return noContent
}

function join(exchange: Exchange): Reply {
  const { portal } = exchange
  const typeId = customTypeId(named(exchange))
  const body = bodyObject(exchange)
  const from = storeOf(portal, asText(body['fromObjectTypeId'], 'fromObjectTypeId')).type.typeId
  const to = storeOf(portal, asText(body['toObjectTypeId'], 'toObjectTypeId')).type.typeId
  if (from !== typeId && to !== typeId) throw unknownObjectType(param(exchange, 'schema'))
  const made = defineAssociation(portal, from, to, optionalText(body['name'], 'name') ?? null)
  const direction = definedDirections(portal).find(({ typeId: id }) => id === made.typeId)
  if (direction === undefined) throw new Error(`association ${made.typeId} was not made`)
  return created(renderDirection(direction))
}

/** By the id or the name of either direction. */
function part(exchange: Exchange): Reply {
  const { state } = exchange.portal
  const own = customTypeId(named(exchange))
  const word = param(exchange, 'association')
  const wanted = definedDirections(exchange.portal).find(
    ({ typeId, name, from, to }) => (from === own || to === own) && (String(typeId) === word || name === word),
  )
  if (wanted === undefined) throw objectNotFound(`Association "${word}" does not exist`)
  state.schemaAssociations = state.schemaAssociations.filter(
    ({ typeId, inverseTypeId }) => typeId !== wanted.typeId && inverseTypeId !== wanted.typeId,
  )
  return noContent
}
