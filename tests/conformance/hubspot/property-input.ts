import type { Client } from '@hubspot/api-client'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/index.js'

/** The short form of a property create: label and group follow from the rest. */
export function defineProperty(
  hubspot: Client,
  name: string,
  type: string,
  fieldType: string,
  more: object = {},
  objectType: 'contacts' | 'deals' = 'contacts',
): Promise<Property> {
  return hubspot.crm.properties.coreApi.create(objectType, {
    name,
    label: name,
    // The client's enumerations are words on the wire.
    type: type as never,
    fieldType: fieldType as never,
    groupName: objectType === 'contacts' ? 'contactinformation' : 'dealinformation',
    ...more,
  })
}

export const options = (...values: string[]) =>
  values.map((value, displayOrder) => ({ value, label: value.toUpperCase(), hidden: false, displayOrder }))

/** What a refused value is answered with: in the message and again in `errors`. */
export const refusal = (name: string, code: string, message: string) => ({
  code: 400,
  body: {
    status: 'error',
    category: 'VALIDATION_ERROR',
    message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name, localizedErrorMessage: message, portalId: 148_200_317 }])}`,
    errors: [{ message, code, context: { propertyName: [name] } }],
  },
})
