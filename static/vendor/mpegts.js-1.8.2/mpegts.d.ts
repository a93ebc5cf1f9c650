export * from "mpegts.js";
