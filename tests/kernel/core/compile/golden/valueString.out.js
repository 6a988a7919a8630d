// boxes: 
// declares: 
// types: 
(async function ($run) { "use strict"; return 'use strict'

})
