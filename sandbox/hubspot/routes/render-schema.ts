import type { Exchange } from '../http/exchange.ts'
import { customTypeId, fullyQualifiedName } from '../model/custom-type.ts'
import type { Portal } from '../model/portal.ts'
import type { DefinedDirection } from '../model/schema-associations.ts'
import { definedDirections } from '../model/schema-associations.ts'
import type { CustomSchema } from '../state.ts'
import { isoInstant } from '../time.ts'
import { renderProperty } from './render-property.ts'

/** What of a definition is asked for; everything unless told otherwise. */
export interface SchemaView {
  readonly properties: boolean
  readonly associations: boolean
  readonly audit: boolean
}

export const fullView: SchemaView = { properties: true, associations: true, audit: true }

export function schemaViewOf({ query }: Exchange): SchemaView {
  const wanted = (name: string) => query.get(name) !== 'false'
  return {
    properties: wanted('includePropertyDefinitions'),
    associations: wanted('includeAssociationDefinitions'),
    audit: wanted('includeAuditMetadata'),
  }
}

/** A definition without properties and associations, as an update answers it. */
export function renderDefinition(portal: Portal, schema: CustomSchema): Record<string, unknown> {
  return {
    ...renderCore(portal, schema),
    ...dates(schema),
    portalId: portal.settings.portalId,
  }
}

export function renderSchema(portal: Portal, schema: CustomSchema, view: SchemaView): Record<string, unknown> {
  const typeId = customTypeId(schema)
  const held = portal.state.objects[fullyQualifiedName(schema, portal.settings.portalId)]?.properties ?? []
  return {
    ...renderCore(portal, schema),
    ...(view.audit ? dates(schema) : {}),
    properties: view.properties ? held.filter(({ archivedAt }) => archivedAt === null).map(renderProperty) : [],
    associations: view.associations
      ? definedDirections(portal)
          .filter(({ from, to }) => from === typeId || to === typeId)
          .map(renderDirection)
      : [],
  }
}

function renderCore(portal: Portal, schema: CustomSchema): Record<string, unknown> {
  return {
    id: String(schema.id),
    objectTypeId: customTypeId(schema),
    fullyQualifiedName: fullyQualifiedName(schema, portal.settings.portalId),
    name: schema.name,
    labels: schema.labels,
    ...(schema.description === null ? {} : { description: schema.description }),
    ...(schema.primaryDisplayProperty === null ? {} : { primaryDisplayProperty: schema.primaryDisplayProperty }),
    secondaryDisplayProperties: schema.secondaryDisplayProperties,
    requiredProperties: schema.requiredProperties,
    searchableProperties: schema.searchableProperties,
    allowsSensitiveProperties: schema.allowsSensitiveProperties,
    archived: schema.archivedAt !== null,
  }
}

const dates = (schema: CustomSchema) => ({
  createdAt: isoInstant(schema.createdAt),
  updatedAt: isoInstant(schema.updatedAt),
})

export const renderDirection = ({ typeId, from, to, name, createdAt }: DefinedDirection): unknown => ({
  id: String(typeId),
  fromObjectTypeId: from,
  toObjectTypeId: to,
  name,
  createdAt: isoInstant(createdAt),
  updatedAt: isoInstant(createdAt),
})
