/** The command line asks for what there is not: one line says so, and nothing was measured. */
export class WrongInput extends Error {
  override readonly name = 'WrongInput'
}
