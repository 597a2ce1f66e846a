// All that the headless door loads while its history's thread starts: built as one file, which is read at once.

export { createHub } from '../hub/hub'
export { runHeadless } from './run'
