export class Class {}
export const fn = (value) => value + 1;
export const object = {};
export const primitive = 1;
export const nothing = null;
export default function () {
  return 'by default';
}
