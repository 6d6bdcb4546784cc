/** A definition with everything both versions of the specification ask for. */
export const schemaDraft = (name: string, changes: object = {}) => ({
  name,
  labels: { singular: 'Car', plural: 'Cars' },
  primaryDisplayProperty: 'model',
  secondaryDisplayProperties: ['vin'],
  requiredProperties: ['model'],
  searchableProperties: ['model', 'vin'],
  allowsSensitiveProperties: false,
  shouldCreateSameObjectAssociation: false,
  properties: [
    { name: 'model', label: 'Model', type: 'string' as never, fieldType: 'text' as never },
    { name: 'vin', label: 'VIN', type: 'string' as never, fieldType: 'text' as never, hasUniqueValue: true },
    { name: 'price', label: 'Price', type: 'number' as never, fieldType: 'number' as never },
  ],
  associatedObjects: ['CONTACT'],
  ...changes,
})
