import type { PropertyDefinition, PropertyGroup } from '../state.ts'
import { isoInstant } from '../time.ts'

/** HubSpot's own whose options an administrator edits; pipelines say which stages there are. */
const editableOptions = new Set([
  'lifecyclestage',
  'hs_lead_status',
  'industry',
  'type',
  'dealtype',
  'hs_lead_type',
  'hs_lead_label',
])

/** `modificationMetadata.readOnlyOptions`. */
export const hasFixedOptions = ({ hubspotDefined, name }: PropertyDefinition): boolean =>
  hubspotDefined && !editableOptions.has(name)

/** A property definition in wire form. HubSpot's own carry no dates of their own making. */
export function renderProperty(property: PropertyDefinition): unknown {
  const { createdAt, updatedAt, archivedAt } = property
  return {
    name: property.name,
    label: property.label,
    description: property.description,
    type: property.type,
    fieldType: property.fieldType,
    groupName: property.groupName,
    options: property.options,
    displayOrder: property.displayOrder,
    calculated: property.calculated,
    externalOptions: property.externalOptions,
    hasUniqueValue: property.hasUniqueValue,
    hidden: property.hidden,
    formField: property.formField,
    hubspotDefined: property.hubspotDefined,
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyValue: property.readOnlyValue,
      readOnlyOptions: hasFixedOptions(property),
    },
    dataSensitivity: 'non_sensitive',
    ...(property.externalOptions ? { referencedObjectType: 'OWNER' } : {}),
    ...property.extras,
    archived: archivedAt !== null,
    ...(createdAt === null ? {} : { createdAt: isoInstant(createdAt) }),
    ...(updatedAt === null ? {} : { updatedAt: isoInstant(updatedAt) }),
    ...(archivedAt === null ? {} : { archivedAt: isoInstant(archivedAt) }),
  }
}

export const renderGroup = ({ name, label, displayOrder, archived }: PropertyGroup): unknown => ({
  name,
  label,
  displayOrder,
  archived,
})
