import { apiError, dataError } from '../errors.ts'
import type { Org } from '../org.ts'
import { createField, deleteField, fieldNamed, updateField } from '../schema/define-field.ts'
import { createObject, deleteObject, objectNamed, updateObject } from '../schema/define-object.ts'
import { objectMetadata } from '../schema/object-metadata.ts'
import type { SoapCall, SoapOperation } from './call.ts'
import { eachItem } from './call.ts'
import { all, at, element, text } from './envelope.ts'
import { metadataOf, metadataXml } from './metadata-values.ts'

type Metadata = Readonly<Record<string, unknown>>

/** What a type of component is in this org. Absent components give undefined. */
interface ComponentType {
  create(org: Org, userId: string, fullName: string, metadata: Metadata): void
  update(org: Org, userId: string, fullName: string, metadata: Metadata): void
  remove(org: Org, fullName: string): void
  read(org: Org, fullName: string): Metadata | undefined
  names(org: Org): readonly { readonly fullName: string; readonly id: string }[]
}

function missing(type: string, fullName: string) {
  return dataError(
    'INVALID_CROSS_REFERENCE_KEY',
    `In field: ${type === 'CustomField' ? 'CustomField' : 'CustomObject'} - no ${type} named ${fullName} found`,
  )
}

function fieldOf(org: Org, fullName: string) {
  const [object = '', name = ''] = fullName.split('.')
  return fieldNamed(org, object, name)
}

const TYPES: Readonly<Record<string, ComponentType>> = {
  CustomField: {
    create: createField,
    update(org, userId, fullName, metadata) {
      const known = fieldOf(org, fullName)
      if (!known) throw missing('CustomField', fullName)
      updateField(org, userId, known, metadata)
    },
    remove(org, fullName) {
      const known = fieldOf(org, fullName)
      if (!known) throw missing('CustomField', fullName)
      deleteField(org, known)
    },
    read: (org, fullName) => fieldOf(org, fullName)?.metadata,
    names: (org) => org.catalog.customFields.map(({ id, object, def }) => ({ id, fullName: `${object}.${def.name}` })),
  },
  CustomObject: {
    create: createObject,
    update(org, userId, fullName, metadata) {
      const known = objectNamed(org, fullName)
      if (!known) throw missing('CustomObject', fullName)
      updateObject(org, userId, known, metadata)
    },
    remove(org, fullName) {
      const known = objectNamed(org, fullName)
      if (!known) throw missing('CustomObject', fullName)
      deleteObject(org, known)
    },
    read(org, fullName) {
      const known = objectNamed(org, fullName)
      if (!known) return undefined
      const fields = org.catalog
        .customFieldsOf(known.name)
        .map(({ def, metadata }) => ({ ...metadata, fullName: def.name }))
      return { ...objectMetadata(known), fields }
    },
    names: (org) => org.catalog.customObjects.map(({ id, name }) => ({ id, fullName: name })),
  },
}

function typeNamed(name: string): ComponentType {
  const type = TYPES[name]
  if (!type) throw apiError(500, 'INVALID_TYPE', `Entity of type '${name}' is not supported here`)
  return type
}

interface Component {
  readonly type: string
  readonly fullName: string
  readonly metadata: Metadata
}

function componentsOf(call: SoapCall): Component[] {
  return all(at(call.message, 'metadata')).map((raw) => {
    const type = (text(at(raw, '@_type')) ?? '').replace(/^.*:/, '')
    const { fullName, ...metadata } = metadataOf(raw)
    return { type, fullName: typeof fullName === 'string' ? fullName : '', metadata }
  })
}

const done = (fullName: string, created = '') =>
  `<result>${created}${element('fullName', fullName)}<success>true</success></result>`
const refused = (component: { readonly fullName: string }, errors: string) =>
  `<result>${errors}${element('fullName', component.fullName)}<success>false</success></result>`

const MOST_COMPONENTS = 10

function atMost<T>(components: readonly T[]): readonly T[] {
  if (components.length <= MOST_COMPONENTS) return components
  throw apiError(500, 'LIMIT_EXCEEDED', `A maximum of ${MOST_COMPONENTS} components can be given in one call`)
}

function named(call: SoapCall) {
  const type = text(at(call.message, 'type')) ?? ''
  return all(at(call.message, 'fullNames')).map((name) => ({ type, fullName: text(name) ?? '' }))
}

/**
 * Custom objects and fields through the Metadata API: at most ten in one call.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_calls_intro.htm
 */
export const metadataOperations: Readonly<Record<string, SoapOperation>> = {
  createMetadata: (call) =>
    eachItem(
      call,
      atMost(componentsOf(call)),
      ({ type, fullName, metadata }) => {
        typeNamed(type).create(call.org, call.userId, fullName, metadata)
        return done(fullName)
      },
      refused,
    ),
  updateMetadata: (call) =>
    eachItem(
      call,
      atMost(componentsOf(call)),
      ({ type, fullName, metadata }) => {
        typeNamed(type).update(call.org, call.userId, fullName, metadata)
        return done(fullName)
      },
      refused,
    ),
  upsertMetadata: (call) =>
    eachItem(
      call,
      atMost(componentsOf(call)),
      ({ type, fullName, metadata }) => {
        const component = typeNamed(type)
        const isNew = component.read(call.org, fullName) === undefined
        component[isNew ? 'create' : 'update'](call.org, call.userId, fullName, metadata)
        return done(fullName, element('created', String(isNew)))
      },
      (component, errors) => refused(component, errors).replace('<result>', '<result><created>false</created>'),
    ),
  deleteMetadata: (call) =>
    eachItem(
      call,
      atMost(named(call)),
      ({ type, fullName }) => {
        typeNamed(type).remove(call.org, fullName)
        return done(fullName)
      },
      refused,
    ),
  readMetadata(call) {
    const records = atMost(named(call)).map(({ type, fullName }) => {
      const found = typeNamed(type).read(call.org, fullName)
      // What is not there is answered as an empty component.
      const inner = found === undefined ? '' : `${element('fullName', fullName)}${metadataXml(found)}`
      return `<records xsi:type="${type}">${inner}</records>`
    })
    return `<result>${records.join('')}</result>`
  },
  listMetadata: (call) =>
    all(at(call.message, 'queries'))
      .map((query) => text(at(query, 'type')) ?? '')
      .flatMap((type) => (TYPES[type]?.names(call.org) ?? []).map((component) => ({ ...component, type })))
      .map(
        ({ id, fullName, type }) =>
          `<result>${element('fileName', `objects/${fullName.split('.')[0]}.object`)}${element('fullName', fullName)}${element('id', id)}${element('type', type)}</result>`,
      )
      .join(''),
  describeMetadata() {
    const kinds = [
      ['objects', 'CustomObject', 'object'],
      ['fields', 'CustomField', 'field'],
    ] as const
    const objects = kinds.map(
      ([directory, name, suffix]) =>
        `<metadataObjects>${element('directoryName', directory)}<inFolder>false</inFolder><metaFile>false</metaFile>${element('suffix', suffix)}${element('xmlName', name)}</metadataObjects>`,
    )
    return `<result>${objects.join('')}<organizationNamespace></organizationNamespace><partialSaveAllowed>true</partialSaveAllowed><testRequired>false</testRequired></result>`
  },
}
