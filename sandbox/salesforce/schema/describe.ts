import type { Catalog, ObjectView } from './catalog.ts'
import type { FieldDef, FieldType } from './fields.ts'
import { isFilterable, isNumber, isPermissionable } from './fields.ts'
import type { ObjectDef } from './objects/index.ts'

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
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html */
function describeField(field: FieldDef): Record<string, unknown> {
  const filterable = isFilterable(field)
  const polymorphic = field.referenceTo.length > 1
  return {
    aggregatable: filterable && field.type !== 'boolean',
    aiPredictionField: false,
    autoNumber: false,
    byteLength: field.length * (field.type === 'id' || field.type === 'reference' ? 1 : 3),
    calculated: false,
    calculatedFormula: null,
    cascadeDelete: false,
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compoundFieldName,
    controllerName: null,
    createable: field.createable,
    custom: field.custom,
    defaultValue: field.defaultValue,
    defaultValueFormula: null,
    defaultedOnCreate: field.defaultedOnCreate,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 8 : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: field.type === 'textarea' ? 'plaintextarea' : null,
    filterable,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: filterable && !isNumber(field.type) && field.type !== 'datetime',
    highScaleNumber: false,
    htmlFormatted: false,
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
    permissionable: isPermissionable(field),
    picklistValues: field.picklist.map((entry) => ({
      active: true,
      defaultValue: entry.isDefault,
      label: entry.label,
      validFor: null,
      value: entry.value,
    })),
    polymorphicForeignKey: polymorphic,
    precision: field.precision,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale,
    searchPrefilterable: false,
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: filterable,
    type: field.type,
    unique: field.unique,
    updateable: field.updateable,
    writeRequiresMasterRead: false,
  }
}

/** The entry of an object in the global describe. */
export function describeObjectSummary(def: ObjectDef, version: string): Record<string, unknown> {
  const base = `/services/data/v${version}/sobjects/${def.name}`
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: def.createable,
    custom: def.name.endsWith('__c'),
    customSetting: false,
    deepCloneable: false,
    deletable: def.deletable,
    deprecatedAndHidden: false,
    feedEnabled: def.hasRecycleBin,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: def.hasRecycleBin,
    mergeable: ['Account', 'Contact', 'Lead'].includes(def.name),
    mruEnabled: def.hasRecycleBin,
    name: def.name,
    queryable: true,
    replicateable: true,
    retrieveable: true,
    searchable: def.hasRecycleBin,
    triggerable: def.hasRecycleBin,
    undeletable: def.hasRecycleBin,
    updateable: def.updateable,
    urls: { rowTemplate: `${base}/{ID}`, describe: `${base}/describe`, sobject: base },
  }
}

const MASTER_RECORD_TYPE = '012000000000000AAA'

/** What one user sees of an object. */
export function describeObject(catalog: Catalog, view: ObjectView, version: string): Record<string, unknown> {
  return {
    ...describeObjectSummary(view.def, version),
    actionOverrides: [],
    childRelationships: catalog.childRelationships(view.def.name).map((child) => ({
      cascadeDelete: false,
      childSObject: child.childObject,
      deprecatedAndHidden: false,
      field: child.field.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: child.name,
      restrictedDelete: false,
    })),
    compactLayoutable: view.def.hasRecycleBin,
    fields: view.fields.map(describeField),
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: MASTER_RECORD_TYPE,
        urls: { layout: `/services/data/v${version}/sobjects/${view.def.name}/describe/layouts/${MASTER_RECORD_TYPE}` },
      },
    ],
    searchLayoutable: view.def.hasRecycleBin,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [{ label: `All ${view.def.labelPlural.toLowerCase()}`, name: 'everything' }],
  }
}
