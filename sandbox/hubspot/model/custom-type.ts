import type { ObjectType } from '../object-types.ts'
import type { CustomSchema } from '../state.ts'

/** `p148200317_cars`: unique over all portals. */
export const fullyQualifiedName = (schema: Pick<CustomSchema, 'name'>, portalId: number): string =>
  `p${portalId}_${schema.name}`

export const customTypeId = ({ id }: Pick<CustomSchema, 'id'>): string => `2-${id}`

/**
 * What records of a custom object follow. Paths take the name, `p_name`, the fully qualified name and the type id:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide
 */
export function customType(schema: CustomSchema, portalId: number): ObjectType {
  const name = fullyQualifiedName(schema, portalId)
  return {
    name,
    typeId: customTypeId(schema),
    singular: schema.name,
    upper: name.toUpperCase(),
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'hs_createdate',
    defaultProperties: [
      ...new Set([
        'hs_createdate',
        'hs_lastmodifieddate',
        'hs_object_id',
        ...(schema.primaryDisplayProperty === null ? [] : [schema.primaryDisplayProperty]),
        ...schema.secondaryDisplayProperties,
      ]),
    ],
    stageProperty: null,
    firstId: schema.id * 1_000 + 101,
    queryProperties: schema.searchableProperties,
    scope: 'custom',
    required: schema.requiredProperties,
    requiredOneOf: [],
    requiredAssociations: [],
    aliases: [`p_${schema.name}`],
  }
}
