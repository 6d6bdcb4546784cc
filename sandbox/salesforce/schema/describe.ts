import type { Catalog, ObjectView } from './catalog.ts'
import { describeField } from './describe-field.ts'
import type { ObjectDef } from './objects/index.ts'
import type { RecordType } from './record-types.ts'
import { MASTER_RECORD_TYPE } from './record-types.ts'
import { supportedScopes, traitsOf, urlsOf } from './traits.ts'

/** Version and host of a request: what the addresses in a describe are made of. */
export interface DescribeCall {
  readonly version: string
  readonly baseUrl: string
}

/** The entry of an object in the global describe. */
export function describeObjectSummary(def: ObjectDef, call: DescribeCall): Record<string, unknown> {
  return summary(def, urlsOf(def, call.version, null))
}

function summary(def: ObjectDef, urls: Readonly<Record<string, string>>): Record<string, unknown> {
  const traits = traitsOf(def)
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: def.createable,
    custom: def.name.endsWith('__c'),
    customSetting: false,
    deepCloneable: traits.deepCloneable,
    deletable: def.deletable,
    deprecatedAndHidden: false,
    feedEnabled: traits.feedEnabled,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: traits.layoutable,
    mergeable: traits.mergeable,
    mruEnabled: traits.mruEnabled,
    name: def.name,
    queryable: true,
    replicateable: traits.replicateable,
    retrieveable: true,
    searchable: traits.searchable,
    triggerable: traits.triggerable,
    undeletable: def.hasRecycleBin && traits.undeletable,
    updateable: def.updateable,
    urls,
  }
}

/** What one user sees of an object. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html */
export function describeObject(
  catalog: Catalog,
  view: ObjectView,
  recordTypes: readonly RecordType[],
  call: DescribeCall,
): Record<string, unknown> {
  const { def } = view
  const traits = traitsOf(def)
  return {
    ...summary(def, urlsOf(def, call.version, call.baseUrl)),
    actionOverrides: [],
    childRelationships: catalog.childRelationships(def.name).map((child) => ({
      cascadeDelete: child.cascades,
      childSObject: child.childObject,
      deprecatedAndHidden: false,
      field: child.field.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: child.name,
      restrictedDelete: false,
    })),
    compactLayoutable: traits.compactLayoutable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: view.fields.map(describeField),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: traits.mruEnabled ? recordTypeInfos(def, recordTypes, call) : [],
    searchLayoutable: traits.searchLayoutable,
    sobjectDescribeOption: 'FULL',
    supportedScopes: supportedScopes(def),
  }
}

/** The record types of the object and, last, the master that records without one have. */
function recordTypeInfos(def: ObjectDef, recordTypes: readonly RecordType[], call: DescribeCall) {
  const master = { id: MASTER_RECORD_TYPE, name: 'Master', developerName: 'Master', isActive: true }
  const standard = recordTypes.find((entry) => entry.isActive)
  return [...recordTypes, master].map((entry) => ({
    active: entry.isActive,
    available: entry.isActive,
    defaultRecordTypeMapping: entry === (standard ?? master),
    developerName: entry.developerName,
    master: entry === master,
    name: entry.name,
    recordTypeId: entry.id,
    urls: { layout: `/services/data/v${call.version}/sobjects/${def.name}/describe/layouts/${entry.id}` },
  }))
}
