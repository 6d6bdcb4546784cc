import { ApiError, apiError } from '../errors.ts'
import type { ErrorItem } from '../errors.ts'
import { createRecord, viewFor } from '../records/write.ts'
import { textOf } from '../text.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

const MAX_RECORDS = 200
const MAX_LEVELS = 5

/** One record of a tree, parents before children. */
interface Node {
  readonly object: string
  readonly referenceId: string
  readonly data: Readonly<Record<string, unknown>>
  /** The node above and the field that refers to it. */
  readonly parent: { readonly node: Node; readonly field: string } | null
}

/**
 * Creates records with their children, up to 200 in five levels, all or none of them. One answer a record: its new id, or
 * only the ones that failed. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobject-tree.html
 */
export function compositeTree(call: Call): ApiResponse {
  const [object = ''] = call.params
  const view = viewFor(call.write, object)
  const body = isRecord(call.request.body) ? call.request.body : {}
  const nodes = readNodes(call, view.def.name, body['records'], null, 1)
  if (nodes.length > MAX_RECORDS) throw invalid(`The number of records in the tree exceeds the limit of ${MAX_RECORDS}`)
  const repeated = nodes.filter((node) =>
    nodes.some((other) => other !== node && other.referenceId === node.referenceId),
  )
  if (repeated.length > 0) return refused(repeated.map(({ referenceId }) => ({ referenceId, items: [REPEATED] })))
  return createAll(call, nodes)
}

/** Recorded; every record that shares its reference has it. */
const REPEATED: ErrorItem = {
  errorCode: 'INVALID_INPUT',
  message: 'Duplicate ReferenceId provided in the request.',
  fields: [],
}

function createAll(call: Call, nodes: readonly Node[]): ApiResponse {
  const ids = new Map<Node, string>()
  const failures: { referenceId: string; items: readonly ErrorItem[] }[] = []
  const work = () => {
    for (const node of nodes) {
      const { parent } = node
      const parentId = parent === null ? undefined : ids.get(parent.node)
      // Below a record that was refused nothing is tried.
      if (parent !== null && parentId === undefined) continue
      const data = parent === null ? node.data : { ...node.data, [parent.field]: parentId }
      try {
        ids.set(node, createRecord(call.write, node.object, data))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        failures.push({ referenceId: node.referenceId, items: error.items })
      }
    }
    if (failures.length > 0) throw new TakenBack()
  }
  try {
    call.org.transaction(work)
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
    return refused(failures)
  }
  const results = nodes.map((node) => ({ referenceId: node.referenceId, id: ids.get(node) }))
  return { status: 201, body: { hasErrors: false, results } }
}

class TakenBack extends Error {}

function refused(
  failures: readonly { readonly referenceId: string; readonly items: readonly ErrorItem[] }[],
): ApiResponse {
  const results = failures.map(({ referenceId, items }) => ({
    referenceId,
    errors: items.map(({ errorCode, message, fields }) => ({ statusCode: errorCode, message, fields: fields ?? [] })),
  }))
  return { status: 400, body: { hasErrors: true, results } }
}

function invalid(message: string): ApiError {
  return apiError(400, 'INVALID_INPUT', message)
}

/** A level of records and what is below each; children stand under the relationship's name as `{"records": […]}`. */
function readNodes(call: Call, object: string, sent: unknown, parent: Node['parent'], level: number): readonly Node[] {
  if (!Array.isArray(sent) || sent.length === 0) throw invalid('records is required')
  if (level > MAX_LEVELS) throw invalid(`The tree is deeper than ${MAX_LEVELS} levels`)
  const relationships = call.org.catalog.childRelationships(object)
  return sent.flatMap((entry: unknown) => {
    if (!isRecord(entry)) throw invalid('A record of the tree is not an object')
    const attributes = isRecord(entry['attributes']) ? entry['attributes'] : {}
    const referenceId = textOf(attributes['referenceId'])
    if (referenceId === '') throw invalid('Include a reference ID for each record in the request.')
    if (textOf(attributes['type']).toLowerCase() !== object.toLowerCase()) {
      throw invalid(`The type of the record ${referenceId} has to be ${object}`)
    }
    const data: Record<string, unknown> = {}
    const below: (readonly [childObject: string, field: string, records: unknown])[] = []
    for (const [name, value] of Object.entries(entry)) {
      const relationship = isRecord(value) && 'records' in value ? name.toLowerCase() : null
      const child = relationships.find((known) => known.name.toLowerCase() === relationship)
      if (child && isRecord(value)) below.push([child.childObject, child.field.name, value['records']])
      else data[name] = value
    }
    const node: Node = { object, referenceId, data, parent }
    return [
      node,
      ...below.flatMap(([child, field, records]) => readNodes(call, child, records, { node, field }, level + 1)),
    ]
  })
}
