// boxes: readFile, fs, path, all, data, ab, legacy, Inner, dynamic, url, req, reads
// declares: import readFile, import fs, import path, import all, import data, import ab, import legacy, import Inner, const dynamic, const url, const req, function reads
// types: Stats, Buffer, Only, T
(async function ($box_readFile, $box_fs, $box_path, $box_all, $box_data, $box_ab, $box_legacy, $box_Inner, $box_dynamic, $box_url, $box_req, $box_reads, $run) { "use strict"; $box_reads.v = reads; { const $module = await $run.import("node:fs/promises"); $box_readFile.v = $module.readFile; $box_fs.v = $module.default; } { const $module = await $run.import("node:path"); $box_path.v = $module.default; $box_all.v = $module; } await $run.import("side-effect"); { const $module = await $run.import("./data.json", { with: { "type": "json" } }); $box_data.v = $module.default; } { const $module = await $run.import("odd"); $box_ab.v = $module["a-b"]; } await $run.import("more"); ;                                                                     
;                                     
;                                        
;                                     
;                   
;                                                   
;                                
;                   
$box_legacy.v = $run.require("legacy")
$box_Inner.v = $box_all.v.posix
;                               
const dynamic = await $run.import("./x.ts"); $box_dynamic.v = dynamic;
const url = $run.meta.url; $box_url.v = url; const req = (0, $run.require)("y").z; $box_req.v = req;
function reads() { return (0, $box_readFile.v)($box_path.v.join($box_ab.v, $box_data.v)) }
return typeof $box_Inner.v

})
