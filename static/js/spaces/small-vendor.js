// @ts-check
// preact and htm alone, without signals and hooks (core/vendor.js has them all).

import standard from '../../vendor/htm-3.1.1/htm.js';
import { h, render } from '../../vendor/preact-11.2.0/preact.js';

/** @type {{html: (parts: TemplateStringsArray, ...values: any[]) => any, render: (what: any, place: Element) => void}} */
export const htm = { html: standard.bind(/** @type {any} */ (h)), render };
