import type { CustomObject } from './custom-object.ts'

/** A custom object the way the Metadata API writes it. */
export function objectMetadata(object: CustomObject): Record<string, unknown> {
  const { nameField, description } = object
  const numbered = nameField.type === 'AutoNumber' ? { displayFormat: nameField.displayFormat } : {}
  return {
    ...(description === null ? {} : { description }),
    deploymentStatus: 'Deployed',
    label: object.label,
    nameField: { ...numbered, label: nameField.label, type: nameField.type },
    pluralLabel: object.labelPlural,
    sharingModel: 'ReadWrite',
  }
}
