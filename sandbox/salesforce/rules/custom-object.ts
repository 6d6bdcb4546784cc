import { nameOfNew } from '../schema/custom-object.ts'
import type { ObjectRules } from './rules.ts'

/** Names of custom records: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm */
export const customObjectRules: ObjectRules = {
  before(context, next, previous) {
    if (previous !== undefined) {
      next['Name'] ??= String(next['Id'])
      return
    }
    const id = String(next['Id'])
    const { org } = context
    const object = org.catalog.customObjects.find((entry) => entry.keyPrefix === id.slice(0, 3))
    if (!object) return
    const counter = `number of ${object.name}`
    const number = (org.idCounters[counter] ?? 0) + 1
    if (object.nameField.type === 'AutoNumber') org.idCounters[counter] = number
    next['Name'] = nameOfNew(object, next['Name'], id, number)
  },
}
