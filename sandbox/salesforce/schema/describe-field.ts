import type { FieldDef, FieldType } from './fields.ts'
import { isFilterable, isNumber, isPermissionable } from './fields.ts'

const SOAP_TYPES: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
  anyType: 'xsd:anyType',
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html */
export function describeField(field: FieldDef): Record<string, unknown> {
  const filterable = isFilterable(field)
  const isLong = field.type === 'textarea' && !filterable
  const polymorphic = field.referenceTo.length > 1
  const ordered = filterable && field.type !== 'multipicklist'
  return {
    aggregatable: ordered && field.type !== 'boolean',
    aiPredictionField: false,
    autoNumber: field.autoNumber !== null,
    byteLength: field.length * (field.type === 'id' || field.type === 'reference' ? 1 : 3),
    calculated: false,
    calculatedFormula: null,
    cascadeDelete: false,
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compoundFieldName,
    controllerName: null,
    createable: field.createable,
    custom: field.custom,
    defaultValue: field.type === 'reference' ? null : field.defaultValue,
    defaultValueFormula: null,
    defaultedOnCreate: field.defaultedOnCreate,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 8 : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: extraType(field),
    filterable: filterable || field.type === 'address',
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: ordered && (!isNumber(field.type) || field.type === 'int') && field.type !== 'datetime',
    highScaleNumber: false,
    htmlFormatted: field.isRichText,
    idLookup: field.idLookup || field.externalId,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: field.length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: polymorphic,
    nillable: field.nillable,
    permissionable: isPermissionable(field) || isPartOfAddress(field),
    picklistValues: field.picklist.map((entry) => ({
      active: true,
      defaultValue: entry.isDefault,
      label: entry.label,
      validFor: null,
      value: entry.value,
    })),
    polymorphicForeignKey: polymorphic,
    precision: field.precision,
    queryByDistance: field.type === 'address',
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale,
    searchPrefilterable: field.referenceTo.some((target) => SEARCHED_PARENTS.has(target)),
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: ordered && !isLong,
    type: field.type,
    unique: field.unique,
    updateable: field.updateable,
    writeRequiresMasterRead: false,
  }
}

/** Describes call an address and its parts permissionable, although only the whole can be given permissions. */
function isPartOfAddress(field: FieldDef): boolean {
  if (field.type === 'address') return field.nillable
  return field.compoundFieldName?.endsWith('Address') === true && field.nillable
}

const SEARCHED_PARENTS: ReadonlySet<string> = new Set(['Account', 'Campaign', 'Contact', 'Lead', 'Opportunity'])

function extraType(field: FieldDef): string | null {
  if (field.isRichText) return 'richtextarea'
  if (field.name === 'PhotoUrl') return 'imageurl'
  if (field.compoundFieldName === 'Name' || (field.nameField && field.length === 121)) return 'personname'
  return field.type === 'textarea' ? 'plaintextarea' : null
}
