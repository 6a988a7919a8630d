const $box_x = 1, $run = 2
$box_x + $run
