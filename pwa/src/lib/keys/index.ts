export { keys } from './keys';
