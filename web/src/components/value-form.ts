const FORMS = {
  day: /^\d{4}-\d{2}-\d{2}$/,
  instant: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/,
} as const

/** Whether a text is a day or an instant. One that only looks like it, such as a customer number, is none. */
export const isTime = (text: string, as: keyof typeof FORMS): boolean =>
  FORMS[as].test(text) && !Number.isNaN(Date.parse(text))
