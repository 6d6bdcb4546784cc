import { anyObject, controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'
import { storeOf } from '../model/portal.ts'
import { defineProperty } from '../routes/define-property.ts'
import { defineSchema } from '../routes/define-schema.ts'
import { renderProperty } from '../routes/render-property.ts'
import { fullView, renderSchema } from '../routes/render-schema.ts'

/**
 * `/__sandbox/schema {object: {name, labels, properties, …}}` makes a custom object, `{objectType, property: {name, label, type, fieldType,
 * …}}` a property, both in the words of the API and at once when both are given. A property without a group joins the object's first one.
 */
export function schemaControl(portal: Portal): SandboxControl {
  return {
    takes:
      '{object: {name, labels, properties, …}} or {objectType, property: {name, label, type, fieldType, …}}: defines them',
    read: () => ({
      objects: portal.state.schemas.map((schema) => renderSchema(portal, schema, fullView)),
      objectTypes: [...portal.stores.values()].map(({ type }) => ({ name: type.name, objectTypeId: type.typeId })),
    }),
    write(raw) {
      const { object, objectType, property } = controlBody(raw, ['object', 'objectType', 'property'])
      if (object === undefined && property === undefined) throw new TypeError('an object or a property is expected')
      const made =
        object === undefined
          ? undefined
          : renderSchema(portal, defineSchema(portal, anyObject(object, 'object')), fullView)
      if (property === undefined) return { object: made }
      if (typeof objectType !== 'string') throw new TypeError('a property needs an objectType')
      const store = storeOf(portal, objectType)
      const definition = anyObject(property, 'property')
      const added = defineProperty(portal, store, { groupName: store.state.groups[0]?.name, ...definition })
      return { ...(made === undefined ? {} : { object: made }), property: renderProperty(added) }
    },
  }
}
